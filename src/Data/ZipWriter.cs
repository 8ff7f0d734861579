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

    private readonly BinaryWriter _out = new(stream, Encoding.UTF8, leaveOpen: true);
    private readonly List<Entry> _entries = [];
    private long _position;

    public void Add(string name, ReadOnlySpan<byte> content, bool compressed)
    {
        var data = compressed ? Deflate(content) : content;
        var entry = new Entry(Encoding.UTF8.GetBytes(name), (ushort)(compressed ? 8 : 0), Crc32.Of(content), data.Length, content.Length, _position);
        _entries.Add(entry);

        _out.Write(0x04034b50);
        WriteCommon(entry);
        _out.Write((ushort)20); // length of the 64-bit field
        _out.Write(entry.Name);
        _out.Write((ushort)1);
        _out.Write((ushort)16);
        _out.Write(entry.Size);
        _out.Write(entry.PackedSize);
        _out.Write(data);
        _position += 30 + entry.Name.Length + 20 + data.Length;
    }

    public void Finish()
    {
        var start = _position;
        foreach (var entry in _entries)
            WriteDirectoryEntry(entry);

        var end = _position;
        _out.Write(0x06064b50);
        _out.Write(44L); // what follows of this record
        _out.Write(Version);
        _out.Write(Version);
        _out.Write(0L); // disks
        _out.Write((long)_entries.Count);
        _out.Write((long)_entries.Count);
        _out.Write(end - start);
        _out.Write(start);

        _out.Write(0x07064b50);
        _out.Write(0);
        _out.Write(end);
        _out.Write(1);

        _out.Write(0x06054b50);
        _out.Write(0); // disks
        _out.Write(uint.MaxValue); // both counts: see the 64-bit record
        _out.Write(ulong.MaxValue); // size and offset: likewise
        _out.Write((ushort)0);
        _out.Flush();
    }

    public void Dispose() => _out.Dispose();

    private void WriteDirectoryEntry(Entry entry)
    {
        _out.Write(0x02014b50);
        _out.Write(Version);
        WriteCommon(entry);
        _out.Write((ushort)28); // length of the 64-bit field
        _out.Write((ushort)0); // comment
        _out.Write((ushort)0); // disk
        _out.Write((ushort)0); // internal attributes
        _out.Write(0); // external attributes
        _out.Write(uint.MaxValue);
        _out.Write(entry.Name);
        _out.Write((ushort)1);
        _out.Write((ushort)24);
        _out.Write(entry.Size);
        _out.Write(entry.PackedSize);
        _out.Write(entry.Offset);
        _position += 46 + entry.Name.Length + 28;
    }

    private void WriteCommon(Entry entry)
    {
        _out.Write(Version);
        _out.Write(Utf8Names);
        _out.Write(entry.Method);
        _out.Write((ushort)0); // time
        _out.Write(FirstOfJanuary1980);
        _out.Write(entry.Crc);
        _out.Write(ulong.MaxValue); // both sizes: see the 64-bit field
        _out.Write((ushort)entry.Name.Length);
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
