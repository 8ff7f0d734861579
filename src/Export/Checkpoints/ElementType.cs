using VaeOnnx.Data;

namespace VaeOnnx.Export.Checkpoints;

/// <summary>The type of a tensor's elements, as the checkpoint stores them (little-endian).</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>The upper half of a binary32.</summary>
    BFloat16,

    /// <summary>IEEE 754 binary64.</summary>
    Float64,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Signed, 8 bits.</summary>
    Int8,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8,

    /// <summary>Signed, 16 bits.</summary>
    Int16,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16,

    /// <summary>Signed, 32 bits.</summary>
    Int32,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32,

    /// <summary>Signed, 64 bits.</summary>
    Int64,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64,
}

/// <summary>Facts about <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.Int8 or ElementType.UInt8 => 1,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        _ => 8,
    };

    /// <summary>True for the types that can hold weights.</summary>
    public static bool IsFloatingPoint(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;

    /// <summary>The name that Python uses, e.g. <c>float32</c>.</summary>
    public static string PythonName(this ElementType type) => type.ToString().ToLowerInvariant();

    /// <summary>The same type as .npy files name it.</summary>
    internal static NpyType ToNpy(this ElementType type) => type switch
    {
        ElementType.Float32 => NpyType.Float32,
        ElementType.Float16 => NpyType.Float16,
        ElementType.BFloat16 => NpyType.BFloat16,
        ElementType.Float64 => NpyType.Float64,
        ElementType.Bool => NpyType.Bool,
        ElementType.Int8 => NpyType.Int8,
        ElementType.UInt8 => NpyType.UInt8,
        ElementType.Int16 => NpyType.Int16,
        ElementType.UInt16 => NpyType.UInt16,
        ElementType.Int32 => NpyType.Int32,
        ElementType.UInt32 => NpyType.UInt32,
        ElementType.Int64 => NpyType.Int64,
        ElementType.UInt64 => NpyType.UInt64,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>The type that .npy files name so.</summary>
    internal static ElementType FromNpy(NpyType type) => Enum.GetValues<ElementType>().First(t => t.ToNpy() == type);
}
