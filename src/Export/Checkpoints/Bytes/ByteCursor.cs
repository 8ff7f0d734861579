using System.Buffers.Binary;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Bytes;

/// <summary>Reads a stretch of a file from front to back; every step is checked against the end of the stretch.</summary>
/// <param name="file">The file.</param>
/// <param name="start">Where the stretch begins.</param>
/// <param name="end">Where it ends.</param>
/// <param name="where">What error messages call the stretch.</param>
internal sealed class ByteCursor(MappedFile file, long start, long end, string where)
{
    public MappedFile File => file;

    /// <summary>What error messages call the place that is being read.</summary>
    public string Where => Within is null ? where : $"{where}, {Within()}";

    /// <summary>What of the stretch is being read; asked for only when there is an error.</summary>
    public Func<string>? Within { get; set; }

    public long Position { get; private set; } = start;

    public long Remaining => end - Position;

    public byte Byte(string what) => Bytes(1, what)[0];

    public ushort UInt16(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2, what));

    public int Int32(string what) => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4, what));

    public uint UInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4, what));

    public ulong UInt64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8, what));

    /// <summary>The next bytes, without a copy.</summary>
    public ReadOnlySpan<byte> Bytes(int count, string what)
    {
        var at = Position;
        Skip((ulong)count, what);
        return file.Span(at, count);
    }

    /// <summary>The next bytes up to a line feed, which is passed over.</summary>
    public ReadOnlySpan<byte> Line(int longest, string what)
    {
        var ahead = Ahead(longest + 1);
        var length = ahead.IndexOf((byte)'\n');
        if (length < 0)
            throw Broken($"{what} does not end");

        Position += length + 1;
        return ahead[..length];
    }

    /// <summary>Passes over bytes and gives the position where they begin.</summary>
    public long Skip(ulong count, string what)
    {
        if (count > (ulong)Remaining)
            throw Broken($"is cut off: {what} takes {count} bytes, {Remaining} are left");

        var at = Position;
        Position += (long)count;
        return at;
    }

    /// <summary>What comes next, as far as it goes, without passing over it.</summary>
    public ReadOnlySpan<byte> Ahead(int most) => file.Span(Position, (int)Math.Min(Remaining, most));

    public VaeOnnxException Broken(string what) => Refusal.Broken(Where, $"{what} (byte {Position})");
}
