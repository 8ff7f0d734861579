namespace VaeOnnx.Data;

/// <summary>The type of an array's or a tensor's elements. All are little-endian.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary32; <c>&lt;f4</c> in .npy files.</summary>
    Float32,

    /// <summary>IEEE 754 binary16; <c>&lt;f2</c>.</summary>
    Float16,

    /// <summary>The upper half of a binary32; <c>&lt;V2</c>, which is what NumPy writes for the bfloat16 of ml_dtypes.</summary>
    BFloat16,

    /// <summary>IEEE 754 binary64; <c>&lt;f8</c>.</summary>
    Float64,

    /// <summary>One byte, 0 or 1; <c>|b1</c>.</summary>
    Bool,

    /// <summary>Signed, 8 bits; <c>|i1</c>.</summary>
    Int8,

    /// <summary>Unsigned, 8 bits; <c>|u1</c>.</summary>
    UInt8,

    /// <summary>Signed, 16 bits; <c>&lt;i2</c>.</summary>
    Int16,

    /// <summary>Unsigned, 16 bits; <c>&lt;u2</c>.</summary>
    UInt16,

    /// <summary>Signed, 32 bits; <c>&lt;i4</c>.</summary>
    Int32,

    /// <summary>Unsigned, 32 bits; <c>&lt;u4</c>.</summary>
    UInt32,

    /// <summary>Signed, 64 bits; <c>&lt;i8</c>.</summary>
    Int64,

    /// <summary>Unsigned, 64 bits; <c>&lt;u8</c>.</summary>
    UInt64,
}

/// <summary>Facts about <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    private static readonly (ElementType Type, string Descr, int Size)[] Table =
    [
        (ElementType.Float32, "<f4", 4),
        (ElementType.Float16, "<f2", 2),
        (ElementType.BFloat16, "<V2", 2),
        (ElementType.Float64, "<f8", 8),
        (ElementType.Bool, "|b1", 1),
        (ElementType.Int8, "|i1", 1),
        (ElementType.UInt8, "|u1", 1),
        (ElementType.Int16, "<i2", 2),
        (ElementType.UInt16, "<u2", 2),
        (ElementType.Int32, "<i4", 4),
        (ElementType.UInt32, "<u4", 4),
        (ElementType.Int64, "<i8", 8),
        (ElementType.UInt64, "<u8", 8),
    ];

    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => Table[(int)type].Size;

    /// <summary>True for the types that can hold weights.</summary>
    public static bool IsFloatingPoint(this ElementType type) =>
        type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64;

    /// <summary>The name that Python uses, e.g. <c>float32</c>.</summary>
    public static string PythonName(this ElementType type) => type.ToString().ToLowerInvariant();

    /// <summary>The <c>descr</c> of a header, e.g. <c>&lt;f4</c>.</summary>
    public static string Descr(this ElementType type) => Table[(int)type].Descr;

    /// <summary>The type that a <c>descr</c> names, or null.</summary>
    internal static ElementType? FromDescr(string descr)
    {
        if (descr.Length < 2)
            return null;

        // Byte order does not apply to single bytes and to raw void, so that both marks occur for them.
        var kind = descr[1..];
        var orders = kind is "b1" or "i1" or "u1" or "V2" ? "|<" : "<";
        if (!orders.Contains(descr[0], StringComparison.Ordinal))
            return null;

        foreach (var row in Table)
        {
            if (row.Descr.AsSpan(1).SequenceEqual(kind))
                return row.Type;
        }

        return null;
    }
}
