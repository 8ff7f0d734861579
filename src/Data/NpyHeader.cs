using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using VaeOnnx.Inference;

namespace VaeOnnx.Data;

/// <summary>What stands before the elements of a .npy file.</summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="FortranOrder">True where the first index runs fastest.</param>
/// <param name="Shape">The dimensions; empty for a scalar.</param>
/// <param name="DataOffset">Where the elements begin, in bytes from the start.</param>
public sealed record NpyHeader(ElementType Type, bool FortranOrder, IReadOnlyList<long> Shape, int DataOffset)
{
    /// <summary>The longest header that is read, in bytes; NumPy's own limit for files that it does not trust is 10,000.</summary>
    public const int MaxLength = 10_240;

    private const int MaxRank = 64;

    /// <summary>Number of elements.</summary>
    public long Count { get; } = Product(Shape);

    /// <summary>Number of bytes that the elements take.</summary>
    public long ByteCount => checked(Count * Type.Size());

    /// <summary>True if the bytes begin as a .npy file does.</summary>
    public static bool Matches(ReadOnlySpan<byte> start) =>
        start.Length >= 8 && start[0] == 0x93 && start[1..6].SequenceEqual("NUMPY"u8);

    /// <summary>Reads a header.</summary>
    /// <param name="start">The first bytes of the file, as many as there are up to <see cref="MaxLength"/>.</param>
    /// <param name="where">What the error message calls the file.</param>
    /// <exception cref="VaeOnnxException">The header is broken, or its element type is not one of <see cref="ElementType"/>.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> start, string where)
    {
        if (!Matches(start))
            throw Broken(where, "does not begin as a .npy file does");

        var major = start[6];
        if (major is < 1 or > 3)
            throw Broken(where, $".npy version {major} is not known; 1, 2 and 3 are");

        var prefix = major == 1 ? 10 : 12;
        if (start.Length < prefix)
            throw Broken(where, "is cut off inside its .npy header");

        long length = major == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (prefix + length > MaxLength)
            throw Broken(where, $"its .npy header claims {length} bytes; at most {MaxLength - prefix} are read");
        if (prefix + length > start.Length)
            throw Broken(where, $"is cut off: its .npy header claims {length} bytes, {start.Length - prefix} are there");

        var text = Encoding.UTF8.GetString(start.Slice(prefix, (int)length));
        return Parse(text, prefix + (int)length, where);
    }

    /// <summary>The bytes of this header, version 1, padded so that the elements begin at a multiple of 64.</summary>
    public byte[] ToBytes()
    {
        var shape = string.Join(", ", Shape.Select(d => d.ToString(CultureInfo.InvariantCulture)));
        var tuple = Shape.Count == 1 ? $"({shape},)" : $"({shape})";
        var order = FortranOrder ? "True" : "False";
        var text = $"{{'descr': '{Type.Descr()}', 'fortran_order': {order}, 'shape': {tuple}, }}";

        var total = (10 + text.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[total];
        bytes.AsSpan().Fill((byte)' ');
        ((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0]).CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - 10));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static NpyHeader Parse(string text, int dataOffset, string where)
    {
        var literal = new PythonLiteral(text, where);
        string? descr = null;
        bool? fortran = null;
        List<long>? shape = null;

        literal.Expect('{');
        while (!literal.TryTake('}'))
        {
            var key = literal.String();
            literal.Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = literal.String();
                    break;
                case "fortran_order" when fortran is null:
                    fortran = literal.Bool();
                    break;
                case "shape" when shape is null:
                    shape = literal.Tuple(MaxRank);
                    break;
                default:
                    throw Broken(where, "its .npy header has a key twice, or one that is not known");
            }

            if (!literal.TryTake(','))
            {
                literal.Expect('}');
                break;
            }
        }

        literal.End();
        if (descr is null || fortran is null || shape is null)
            throw Broken(where, "its .npy header lacks descr, fortran_order or shape");

        var type = ElementTypes.FromDescr(descr) ?? throw UnknownType(where, descr);
        try
        {
            var header = new NpyHeader(type, fortran.Value, shape, dataOffset);
            _ = header.ByteCount;
            return header;
        }
        catch (OverflowException)
        {
            throw Broken(where, $"its shape ({string.Join(", ", shape)}) has more elements than can be counted");
        }
    }

    private static VaeOnnxException UnknownType(string where, string descr) => descr switch
    {
        ['|', 'O', ..] => Broken(where, "holds Python objects (dtype object), which are a pickle and are never run; save plain number arrays"),
        ['>', ..] => Broken(where, $"its elements are big-endian ('{Printable(descr)}'); save array.astype(array.dtype.newbyteorder('<'))"),
        _ => Broken(where, $"its dtype '{Printable(descr)}' is not a number type that is read; save float32, float64, float16, bfloat16, an integer type or bool"),
    };

    private static string Printable(string descr) =>
        new([.. descr.Take(20).Select(c => char.IsAsciiLetterOrDigit(c) || "<>|=".Contains(c, StringComparison.Ordinal) ? c : '?')]);

    private static VaeOnnxException Broken(string where, string what) => new(ErrorKind.Input, $"{where}: {what}");

    private static long Product(IReadOnlyList<long> shape)
    {
        if (shape.Contains(0))
            return 0;

        var product = 1L;
        foreach (var dimension in shape)
            product = checked(product * dimension);
        return product;
    }
}
