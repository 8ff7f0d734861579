using System.IO.Hashing;
using System.IO.Compression;
using System.Text;

namespace VaeOnnx.Data;

/// <summary>
/// Writes a zip archive whose bytes depend on nothing but its entries. .NET's own ZipArchive stores the operating
/// system and its file permissions in every entry. Every size is in the 64-bit form, so that there is one form only.
/// </summary>
internal sealed class ZipWriter(Stream stream) : IDisposable
{
    private const ushort Version = 45; // the first with 64-bit sizes
    private const ushort Utf8Names = 0x0800;
    private const ushort FirstOfJanuary1980 = 0x21;

    private readonly BinaryWriter output = new(stream, Encoding.UTF8, leaveOpen: true);
    private readonly List<Entry> entries = [];
    private long position;

    public void Add(string name, ReadOnlySpan<byte> content, bool compressed)
    {
        var data = compressed ? Deflate(content) : content;
        var entry = new Entry(Encoding.UTF8.GetBytes(name), (ushort)(compressed ? 8 : 0), Crc32.HashToUInt32(content), data.Length, content.Length, position);
        entries.Add(entry);

        output.Write(0x04034b50);
        WriteCommon(entry);
        output.Write((ushort)20); // length of the 64-bit field
        output.Write(entry.Name);
        output.Write((ushort)1);
        output.Write((ushort)16);
        output.Write(entry.Size);
        output.Write(entry.PackedSize);
        output.Write(data);
        position += 30 + entry.Name.Length + 20 + data.Length;
    }

    public void Finish()
    {
        var start = position;
        foreach (var entry in entries)
            WriteDirectoryEntry(entry);

        var end = position;
        output.Write(0x06064b50);
        output.Write(44L); // what follows of this record
        output.Write(Version);
        output.Write(Version);
        output.Write(0L); // disks
        output.Write((long)entries.Count);
        output.Write((long)entries.Count);
        output.Write(end - start);
        output.Write(start);

        output.Write(0x07064b50);
        output.Write(0);
        output.Write(end);
        output.Write(1);

        output.Write(0x06054b50);
        output.Write(0); // disks
        output.Write(uint.MaxValue); // both counts: see the 64-bit record
        output.Write(ulong.MaxValue); // size and offset: likewise
        output.Write((ushort)0);
        output.Flush();
    }

    public void Dispose() => output.Dispose();

    private void WriteDirectoryEntry(Entry entry)
    {
        output.Write(0x02014b50);
        output.Write(Version);
        WriteCommon(entry);
        output.Write((ushort)28); // length of the 64-bit field
        output.Write((ushort)0); // comment
        output.Write((ushort)0); // disk
        output.Write((ushort)0); // internal attributes
        output.Write(0); // external attributes
        output.Write(uint.MaxValue);
        output.Write(entry.Name);
        output.Write((ushort)1);
        output.Write((ushort)24);
        output.Write(entry.Size);
        output.Write(entry.PackedSize);
        output.Write(entry.Offset);
        position += 46 + entry.Name.Length + 28;
    }

    private void WriteCommon(Entry entry)
    {
        output.Write(Version);
        output.Write(Utf8Names);
        output.Write(entry.Method);
        output.Write((ushort)0); // time
        output.Write(FirstOfJanuary1980);
        output.Write(entry.Crc);
        output.Write(ulong.MaxValue); // both sizes: see the 64-bit field
        output.Write((ushort)entry.Name.Length);
    }

    private static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal))
            deflate.Write(content);
        return packed.ToArray();
    }

    private sealed record Entry(byte[] Name, ushort Method, uint Crc, long PackedSize, long Size, long Offset);
}
