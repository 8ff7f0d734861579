using System.IO.Compression;
using System.IO.Hashing;
using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Zip;

/// <summary>The content of a deflated entry from some offset on, inflated anew whenever it is read.</summary>
internal sealed class InflatedBytes(MappedFile file, ZipEntry entry, long start) : TensorBytes
{
    public override long Length => entry.Length - start;

    public override ReadOnlyMemory<byte> Read(long offset, int count)
    {
        var content = new byte[count];
        using var inflate = Open();
        var crc = new Crc32();
        Skip(inflate, start + offset, crc);
        if (ReadFully(inflate, content) < count)
            throw Refusal.Broken(Where, $"holds less than the {entry.Length} bytes it claims");
        if (offset + count == Length && ReadFully(inflate, new byte[1]) > 0)
            throw Refusal.Broken(Where, $"holds more than the {entry.Length} bytes it claims");

        crc.Append(content);
        if (offset + count == Length && entry.Crc32 != 0 && crc.GetCurrentHashAsUInt32() != entry.Crc32)
            throw Refusal.Damaged(Where);
        return content;
    }

    /// <summary>The first bytes, as many as there are up to the given number.</summary>
    public byte[] ReadStart(int most)
    {
        var content = new byte[Math.Min(most, entry.Length)];
        using var inflate = Open();
        var read = ReadFully(inflate, content);
        return read == content.Length ? content : throw Refusal.Broken(Where, $"holds less than the {entry.Length} bytes it claims");
    }

    private string Where => $"{file.Path}, {Refusal.Quoted(entry.Name)}";

    private DeflateStream Open() => new(new MappedStream(file, entry.DataStart, entry.PackedLength), CompressionMode.Decompress);

    private void Skip(DeflateStream inflate, long count, Crc32 crc)
    {
        var scratch = new byte[Math.Min(count, 1 << 16)];
        while (count > 0)
        {
            var read = ReadFully(inflate, scratch.AsSpan(0, (int)Math.Min(count, scratch.Length)));
            if (read == 0)
                throw Refusal.Broken(Where, $"holds less than the {entry.Length} bytes it claims");
            crc.Append(scratch.AsSpan(0, read));
            count -= read;
        }
    }

    private int ReadFully(DeflateStream inflate, Span<byte> destination)
    {
        try
        {
            return inflate.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw Refusal.Broken(Where, "its deflated data are broken", e);
        }
    }
}
