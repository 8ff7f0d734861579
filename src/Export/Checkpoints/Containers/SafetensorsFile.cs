using System.Buffers.Binary;
using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>safetensors: the length of a JSON header, the header, then the elements without holes.</summary>
internal static class SafetensorsFile
{
    private const string Name = "safetensors";
    private const long MaxHeaderLength = 100_000_000;

    public static bool Matches(MappedFile file)
    {
        if (file.Length < 10)
            return false;

        var start = file.Span(0, 10);
        return start[8] == '{' && start[9] is (byte)'"' or (byte)'}' or (byte)' ' or (byte)'\n';
    }

    public static Contents Read(MappedFile file)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span(0, 8));
        if (length > MaxHeaderLength)
            throw Refusal.Broken(file.Path, $"its safetensors header claims {length} bytes; at most {MaxHeaderLength} are allowed");
        if (length > (ulong)file.Length - 8)
            throw Refusal.Broken(file.Path, $"is cut off: its safetensors header claims {length} bytes, {file.Length - 8} are there");

        var header = SafetensorsHeader.Parse(file.Span(8, (int)length), file.Path);
        var dataStart = 8 + (long)length;
        CheckOffsets(header.Entries, file.Length - dataStart, file.Path);

        var contents = new Contents(Name) { Metadata = header.Metadata };
        foreach (var entry in header.Entries)
        {
            var bytes = new MappedBytes(file, dataStart + entry.Start, entry.End - entry.Start);
            contents.Weights.Add((entry.Name, StoredTensor.RowMajor(bytes, entry.Type, entry.Shape, $"{file.Path}, {Refusal.Quoted(entry.Name)}")));
        }

        if (contents.Weights.Count == 0)
            throw Refusal.Broken(file.Path, "holds no tensors");
        return contents;
    }

    /// <summary>The entries must cover the data from its first to its last byte, one after the other.</summary>
    private static void CheckOffsets(IReadOnlyList<SafetensorsEntry> entries, long dataLength, string where)
    {
        var position = 0L;
        foreach (var entry in entries.OrderBy(e => e.Start).ThenBy(e => e.End))
        {
            if (entry.Start != position || entry.End < entry.Start)
            {
                throw Refusal.Broken(where,
                    $"{Refusal.Quoted(entry.Name)} has the data_offsets [{entry.Start}, {entry.End}]; expected to begin at {position}, without hole or overlap");
            }

            position = entry.End;
        }

        if (position > dataLength)
            throw Refusal.Broken(where, $"is cut off: its tensors take {position} bytes, {dataLength} are there; copy or download it again");
        if (position < dataLength)
            throw Refusal.Broken(where, $"goes on for {dataLength - position} bytes after its last tensor; the file is damaged");
    }
}
