using System.Buffers.Binary;
using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Zip;

/// <summary>Where the directory of a zip archive is, from the records at the end of the file.</summary>
internal sealed record ZipEnd(long DirectoryStart, long DirectoryEnd, long Count)
{
    private const uint Mark = 0x06054b50;
    private const uint LocatorMark = 0x07064b50;
    private const uint Mark64 = 0x06064b50;
    private const int Length = 22;
    private const int LocatorLength = 20;
    private const int Length64 = 56;
    private const int ShortestEntry = 46;
    private const ulong MostEntries = 100_000;

    public static ZipEnd Find(MappedFile file)
    {
        var at = Position(file);
        var fields = file.Span(at, Length);
        ulong count = BinaryPrimitives.ReadUInt16LittleEndian(fields[10..]);
        ulong length = BinaryPrimitives.ReadUInt32LittleEndian(fields[12..]);
        ulong start = BinaryPrimitives.ReadUInt32LittleEndian(fields[16..]);
        var end = at;

        if (count == ushort.MaxValue || length == uint.MaxValue || start == uint.MaxValue)
            (count, length, start, end) = Read64(file, at);

        if (start > (ulong)end || length > (ulong)end - start)
            throw Refusal.Broken(file.Path, $"its zip directory claims {length} bytes at {start}, beyond its end at {end}");
        if (count > length / ShortestEntry)
            throw Refusal.Broken(file.Path, $"its zip directory claims {count} entries in {length} bytes");

        if (count > MostEntries)
            throw Refusal.Broken(file.Path, $"its zip directory has {count} entries; at most {MostEntries} are read");

        return new ZipEnd((long)start, (long)(start + length), (long)count);
    }

    /// <summary>The end record is followed by a comment of a length that it states, and by nothing else.</summary>
    private static long Position(MappedFile file)
    {
        var tailLength = (int)Math.Min(file.Length, Length + ushort.MaxValue);
        var tail = file.Span(file.Length - tailLength, tailLength);
        for (var i = tailLength - Length; i >= 0; i--)
        {
            var candidate = tail[i..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(candidate) == Mark
                && BinaryPrimitives.ReadUInt16LittleEndian(candidate[20..]) == candidate.Length - Length)
            {
                return file.Length - tailLength + i;
            }
        }

        throw Refusal.Broken(file.Path,
            $"begins as a zip archive, but its directory is not at the end ({file.Length} bytes): the file is cut off or damaged; copy or download it again");
    }

    private static (ulong Count, ulong Length, ulong Start, long End) Read64(MappedFile file, long end)
    {
        var locatorAt = end - LocatorLength;
        var locator = locatorAt < 0 ? [] : file.Span(locatorAt, LocatorLength);
        if (locator.IsEmpty || BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorMark)
            throw Refusal.Broken(file.Path, "its zip directory lacks the locator of its 64-bit record");

        var at = BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]);
        if (locatorAt < Length64 || at > (ulong)(locatorAt - Length64))
            throw Refusal.Broken(file.Path, $"its 64-bit zip record claims to be at {at}, beyond {locatorAt}");

        var fields = file.Span((long)at, Length64);
        if (BinaryPrimitives.ReadUInt32LittleEndian(fields) != Mark64)
            throw Refusal.Broken(file.Path, $"has no 64-bit zip record at {at}");

        return (
            BinaryPrimitives.ReadUInt64LittleEndian(fields[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(fields[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(fields[48..]),
            (long)at);
    }
}
