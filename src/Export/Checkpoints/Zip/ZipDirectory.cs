using System.Buffers.Binary;
using System.Text;
using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Zip;

/// <summary>
/// The directory of a zip archive (PKWARE APPNOTE 6.3), read from the mapped file. .NET's own reader does not say where an
/// entry's data begin, and without that nothing can be used in place.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint LocalMark = 0x04034b50;
    private const uint DirectoryMark = 0x02014b50;
    private const int LocalLength = 30;
    private const int DirectoryEntryLength = 46;
    private const ulong MostInflation = 1032; // a match of 258 bytes from two bits

    private readonly Dictionary<string, ZipEntry> byName = new(StringComparer.Ordinal);
    private readonly MappedFile file;

    private ZipDirectory(MappedFile file) => this.file = file;

    /// <summary>In the order of the directory.</summary>
    public List<ZipEntry> Entries { get; } = [];

    public static ZipDirectory Read(MappedFile file)
    {
        var directory = new ZipDirectory(file);
        var end = ZipEnd.Find(file);
        directory.ReadEntries(end);
        directory.CheckOverlap();
        return directory;
    }

    public ZipEntry? Find(string name) => byName.GetValueOrDefault(name);

    private void ReadEntries(ZipEnd end)
    {
        var cursor = new ByteCursor(file, end.DirectoryStart, end.DirectoryEnd, $"{file.Path}, zip directory");
        for (var i = 0L; i < end.Count; i++)
        {
            var entry = ReadEntry(cursor, end.DirectoryStart);
            if (!byName.TryAdd(entry.Name, entry))
                throw cursor.Broken($"{Refusal.Quoted(entry.Name)} is there twice");
            Entries.Add(entry);
        }

        if (cursor.Remaining > 0)
            throw cursor.Broken($"goes on after its {end.Count} entries");
    }

    private ZipEntry ReadEntry(ByteCursor cursor, long dataEnd)
    {
        var fields = cursor.Bytes(DirectoryEntryLength, "an entry");
        if (BinaryPrimitives.ReadUInt32LittleEndian(fields) != DirectoryMark)
            throw cursor.Broken("an entry does not begin as it should");

        var flags = BinaryPrimitives.ReadUInt16LittleEndian(fields[8..]);
        var method = BinaryPrimitives.ReadUInt16LittleEndian(fields[10..]);
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(fields[16..]);
        ulong packed = BinaryPrimitives.ReadUInt32LittleEndian(fields[20..]);
        ulong length = BinaryPrimitives.ReadUInt32LittleEndian(fields[24..]);
        ulong local = BinaryPrimitives.ReadUInt32LittleEndian(fields[42..]);

        var rawName = cursor.Bytes(BinaryPrimitives.ReadUInt16LittleEndian(fields[28..]), "a name");
        var extra = cursor.Bytes(BinaryPrimitives.ReadUInt16LittleEndian(fields[30..]), "an extra field");
        cursor.Skip(BinaryPrimitives.ReadUInt16LittleEndian(fields[32..]), "a comment");

        var name = Encoding.UTF8.GetString(rawName);
        var wide = new Zip64Field(extra);
        if (!wide.Widen(ref length) || !wide.Widen(ref packed) || !wide.Widen(ref local))
            throw cursor.Broken($"{Refusal.Quoted(name)} lacks its 64-bit sizes");
        if ((flags & 1) != 0)
            throw Refusal.Unsupported(file.Path, $"{Refusal.Quoted(name)} is encrypted");
        if (method is not (0 or 8))
            throw Refusal.Unsupported(file.Path, $"{Refusal.Quoted(name)} is packed by method {method}; stored and deflated entries are read");
        if (method == 0 && packed != length)
            throw cursor.Broken($"{Refusal.Quoted(name)} is stored, yet claims {packed} bytes of data for {length} bytes of content");

        if (method == 8 && length / MostInflation > packed)
            throw cursor.Broken($"{Refusal.Quoted(name)} claims {length} bytes of content in {packed} bytes, more than deflating can do");

        var start = DataStart(local, dataEnd, rawName, name);
        if (packed > (ulong)(dataEnd - start))
            throw Refusal.Broken(file.Path, $"{Refusal.Quoted(name)} claims {packed} bytes at {start}, beyond the directory at {dataEnd}");

        return new ZipEntry(name, method == 0, start, (long)packed, (long)length, crc);
    }

    /// <summary>
    /// Behind the local header. Its sizes may be zero (they follow the data, where an archive was written in one go), and its
    /// extra field differs from the one in the directory: PyTorch pads there.
    /// </summary>
    private long DataStart(ulong local, long dataEnd, ReadOnlySpan<byte> rawName, string name)
    {
        var where = $"{file.Path}, {Refusal.Quoted(name)}";
        if (local > (ulong)Math.Max(0, dataEnd - LocalLength))
            throw Refusal.Broken(where, $"claims to begin at {local}, beyond the directory at {dataEnd}");

        var cursor = new ByteCursor(file, (long)local, dataEnd, where);
        var fields = cursor.Bytes(LocalLength, "its local header");
        if (BinaryPrimitives.ReadUInt32LittleEndian(fields) != LocalMark)
            throw Refusal.Broken(where, $"has no local header at {local}");

        var localName = cursor.Bytes(BinaryPrimitives.ReadUInt16LittleEndian(fields[26..]), "its name");
        if (!localName.SequenceEqual(rawName))
            throw Refusal.Broken(where, "is called otherwise in its local header");

        cursor.Skip(BinaryPrimitives.ReadUInt16LittleEndian(fields[28..]), "its extra field");
        return cursor.Position;
    }

    private void CheckOverlap()
    {
        var end = 0L;
        foreach (var entry in Entries.OrderBy(e => e.DataStart))
        {
            if (entry.DataStart - LocalLength < end)
                throw Refusal.Broken(file.Path, $"{Refusal.Quoted(entry.Name)} overlaps with the entry before it");
            end = entry.DataStart + entry.PackedLength;
        }
    }
}
