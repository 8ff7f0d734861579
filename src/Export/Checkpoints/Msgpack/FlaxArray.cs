using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Tree;

namespace VaeOnnx.Export.Checkpoints.Msgpack;

/// <summary>Arrays as Flax puts them into msgpack.</summary>
internal static class FlaxArray
{
    private const byte ArrayCode = 1;
    private const byte ComplexCode = 2;
    private const byte ScalarCode = 3;
    private const string ChunkMark = "__msgpack_chunked_array__";

    /// <summary>From an extension, whose payload is msgpack again: <c>(shape, name of the dtype, bytes in C order)</c>.</summary>
    public static object? FromExtension(byte code, ByteCursor payload, int depth)
    {
        if (code == ComplexCode)
            return new InertObject("complex", null);
        if (code is not (ArrayCode or ScalarCode))
            throw Refusal.Unsupported(payload.Where, $"has the msgpack extension {code}, which Flax does not write (byte {payload.Position})");

        var where = $"{payload.Where}, array at byte {payload.Position}";
        var parts = new MsgpackReader(payload, depth).Read();
        if (payload.Remaining > 0 || parts is not Sequence { Items: [Sequence shape, string type, MappedBytes bytes] })
            throw payload.Broken("has an array that is not (shape, dtype, bytes)");

        return StoredTensor.RowMajor(bytes, Type(type, where), Dimensions(shape.Items, payload), where);
    }

    /// <summary>From a map of pieces, into which Flax splits arrays beyond 2^30 bytes; null for any other map.</summary>
    public static StoredTensor? FromChunks(Mapping map, ByteCursor cursor)
    {
        if (!map.Entries.Exists(e => e is { Key: ChunkMark, Value: true }))
            return null;

        if (Value(map, "shape") is not Mapping shape || Value(map, "chunks") is not Mapping chunks)
            throw cursor.Broken("has a chunked array without shape or chunks");

        var pieces = InOrder(chunks, cursor).OfType<StoredTensor>().ToList();
        if (pieces.Count == 0 || pieces.Count != chunks.Entries.Count || pieces.Exists(p => p.Type != pieces[0].Type))
            throw cursor.Broken("has a chunked array whose pieces are not arrays of one dtype");

        var bytes = new JoinedBytes([.. pieces.Select(p => p.Bytes)]);
        return StoredTensor.RowMajor(bytes, pieces[0].Type, Dimensions(InOrder(shape, cursor), cursor), cursor.Where);
    }

    private static object? Value(Mapping map, string key) => map.Entries.Find(e => e.Key is string name && name == key).Value;

    /// <summary>Flax writes a list as a map with the keys 0, 1, …</summary>
    private static List<object?> InOrder(Mapping map, ByteCursor cursor)
    {
        var byKey = map.Entries.ToDictionary(e => (string)e.Key!, e => e.Value, StringComparer.Ordinal);
        var items = new List<object?>();
        for (var i = 0; i < byKey.Count; i++)
        {
            items.Add(byKey.TryGetValue($"{i}", out var item)
                ? item
                : throw cursor.Broken($"has a chunked array that lacks part {i}"));
        }

        return items;
    }

    private static long[] Dimensions(List<object?> shape, ByteCursor cursor) =>
        shape.TrueForAll(d => d is long)
            ? [.. shape.Select(d => (long)d!)]
            : throw cursor.Broken("has an array whose shape is not made of numbers");

    private static ElementType Type(string name, string where)
    {
        foreach (var type in Enum.GetValues<ElementType>())
        {
            if (type.PythonName() == name)
                return type;
        }

        throw Refusal.Unsupported(where, $"has an array of the dtype {Refusal.Quoted(name)}, which is not read; save float32, float16, bfloat16 or float64");
    }
}
