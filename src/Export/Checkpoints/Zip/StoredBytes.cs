using System.IO.Hashing;
using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Zip;

/// <summary>The content of a stored entry from some offset on, in place; checked against its checksum when it is first read.</summary>
internal sealed class StoredBytes(MappedFile file, ZipEntry entry, long start) : TensorBytes
{
    private const int Piece = 1 << 18;

    private bool isChecked = entry.Crc32 == 0;

    public override long Length => entry.Length - start;

    public override ReadOnlyMemory<byte> Read(long offset, int count)
    {
        if (!isChecked) Check();
        return file.Memory(entry.DataStart + start + offset, count);
    }

    public override TensorView Open(long offset, long count, string name)
    {
        if (!isChecked) Check();
        return file.OpenView(entry.DataStart + start + offset, count);
    }

    private void Check()
    {
        var crc = new Crc32();
        var content = file.OpenView(entry.DataStart, entry.Length);
        for (long done = 0; done < entry.Length; done += Piece)
        {
            crc.Append(content.Read(done, (int)Math.Min(Piece, entry.Length - done)).Span);
        }

        if (crc.GetCurrentHashAsUInt32() != entry.Crc32) throw Refusal.Damaged($"{file.Path}, {Refusal.Quoted(entry.Name)}");
        isChecked = true;
    }
}
