namespace VaeOnnx.Data;

/// <summary>The element types of .npy files that this project reads and writes, all little-endian.</summary>
public enum NpyType
{
    /// <summary><c>&lt;f4</c>.</summary>
    Float32,

    /// <summary><c>&lt;f2</c>.</summary>
    Float16,

    /// <summary><c>&lt;V2</c>: what NumPy writes for the bfloat16 of ml_dtypes.</summary>
    BFloat16,

    /// <summary><c>&lt;f8</c>.</summary>
    Float64,

    /// <summary><c>|b1</c>.</summary>
    Bool,

    /// <summary><c>|i1</c>.</summary>
    Int8,

    /// <summary><c>|u1</c>.</summary>
    UInt8,

    /// <summary><c>&lt;i2</c>.</summary>
    Int16,

    /// <summary><c>&lt;u2</c>.</summary>
    UInt16,

    /// <summary><c>&lt;i4</c>.</summary>
    Int32,

    /// <summary><c>&lt;u4</c>.</summary>
    UInt32,

    /// <summary><c>&lt;i8</c>.</summary>
    Int64,

    /// <summary><c>&lt;u8</c>.</summary>
    UInt64,
}

/// <summary>Facts about <see cref="NpyType"/>.</summary>
public static class NpyTypes
{
    private static readonly (NpyType Type, string Descr, int Size)[] Table =
    [
        (NpyType.Float32, "<f4", 4),
        (NpyType.Float16, "<f2", 2),
        (NpyType.BFloat16, "<V2", 2),
        (NpyType.Float64, "<f8", 8),
        (NpyType.Bool, "|b1", 1),
        (NpyType.Int8, "|i1", 1),
        (NpyType.UInt8, "|u1", 1),
        (NpyType.Int16, "<i2", 2),
        (NpyType.UInt16, "<u2", 2),
        (NpyType.Int32, "<i4", 4),
        (NpyType.UInt32, "<u4", 4),
        (NpyType.Int64, "<i8", 8),
        (NpyType.UInt64, "<u8", 8),
    ];

    /// <summary>Bytes of one element.</summary>
    public static int Size(this NpyType type) => Table[(int)type].Size;

    /// <summary>The <c>descr</c> of a header, e.g. <c>&lt;f4</c>.</summary>
    public static string Descr(this NpyType type) => Table[(int)type].Descr;

    /// <summary>The type that a <c>descr</c> names, or null.</summary>
    internal static NpyType? FromDescr(string descr)
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
