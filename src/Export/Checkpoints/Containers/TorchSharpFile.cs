using System.Text;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>
/// What TorchSharp's <c>Module.save</c> writes: the number of entries, then for each its name, element type, rank, dimensions
/// and elements. Numbers are ULEB128. There is no mark, version or checksum, so that a file is one only if it parses to its last byte.
/// </summary>
internal static class TorchSharpFile
{
    private const string Name = "TorchSharp";

    // An entry takes at least a name of one byte, its length, a type and a rank.
    private const int ShortestEntry = 4;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>A number and a name as a layer would have it: enough to say what is wrong with the file if it does not parse.</summary>
    public static bool Matches(MappedFile file)
    {
        try
        {
            var cursor = new ByteCursor(file, 0, file.Length, file.Path);
            return Leb128(cursor, "") > 0 && EntryName(cursor).All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or '$');
        }
        catch (VaeOnnxException)
        {
            return false;
        }
    }

    public static Contents Read(MappedFile file)
    {
        var cursor = new ByteCursor(file, 0, file.Length, $"{file.Path} (a TorchSharp file)");
        var entries = Leb128(cursor, "the number of entries");
        if (entries > (ulong)(file.Length / ShortestEntry))
            throw cursor.Broken($"claims {entries} entries, more than {file.Length} bytes can hold");

        var contents = new Contents(Name);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0UL; i < entries; i++)
        {
            if (cursor.Remaining == 0)
                throw cursor.Broken($"claims {entries} entries but ends after {i}");

            var which = i + 1;
            cursor.Within = () => $"entry {which} of {entries}";
            var (name, tensor) = Entry(cursor, which, entries);
            if (!names.Add(name))
                throw cursor.Broken($"{Refusal.Quoted(name)} is there twice");
            contents.Weights.Add((name, tensor));
            Limits.EnsureTensors(contents.Weights.Count, file.Path);
            cursor.Within = null;
        }

        if (cursor.Remaining > 0)
            throw cursor.Broken($"goes on for {cursor.Remaining} bytes after the last of its {entries} entries; the file is damaged, copy or save it again");

        return contents;
    }

    private static (string Name, StoredTensor Tensor) Entry(ByteCursor cursor, ulong which, ulong entries)
    {
        var name = EntryName(cursor);
        cursor.Within = () => $"{Refusal.Quoted(name)} (entry {which} of {entries})";
        var type = Type(Leb128(cursor, "its element type"), cursor);

        var rank = Leb128(cursor, "its rank");
        if (rank > StoredTensor.MaxRank)
            throw cursor.Broken($"claims {rank} dimensions; at most {StoredTensor.MaxRank} are read");

        var shape = new long[rank];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var dimension = Leb128(cursor, "its shape");
            if (dimension > long.MaxValue)
                throw cursor.Broken($"claims a dimension of {dimension}");
            shape[axis] = (long)dimension;
        }

        var length = StoredTensor.ByteCount(shape, type, cursor.Where);
        var start = cursor.Skip((ulong)length, $"{type.PythonName()} {Text.Shape(shape)}");
        return (name, StoredTensor.RowMajor(new MappedBytes(cursor.File, start, length), type, shape, cursor.Where));
    }

    private static string EntryName(ByteCursor cursor)
    {
        var length = Leb128(cursor, "its name");
        if (length is 0 or > Tree.Flattening.MaxNameLength)
            throw cursor.Broken($"its name claims {length} bytes");

        try
        {
            return StrictUtf8.GetString(cursor.Bytes((int)length, "its name"));
        }
        catch (DecoderFallbackException e)
        {
            throw Refusal.Broken(cursor.Where, "its name is not UTF-8", e);
        }
    }

    private static ElementType Type(ulong code, ByteCursor cursor) => code switch
    {
        0 => ElementType.UInt8,
        1 => ElementType.Int8,
        2 => ElementType.Int16,
        3 => ElementType.Int32,
        4 => ElementType.Int64,
        5 => ElementType.Float16,
        6 => ElementType.Float32,
        7 => ElementType.Float64,
        11 => ElementType.Bool,
        15 => ElementType.BFloat16,
        9 or 10 => throw Refusal.Unsupported(cursor.Where, "holds complex numbers"),
        12 or 13 or 14 => throw Refusal.Unsupported(cursor.Where, "holds quantised numbers"),
        _ => throw cursor.Broken($"has the unknown element type {code}"),
    };

    /// <summary>At most ten bytes of seven bits each; the tenth holds one.</summary>
    private static ulong Leb128(ByteCursor cursor, string what)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = cursor.Byte(what);
            if (shift == 63 && b > 1)
                break;

            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }

        throw cursor.Broken($"{what} is longer than 64 bits");
    }
}
