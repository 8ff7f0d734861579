using System.Text.Json;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>One tensor of a safetensors header; the offsets count from the end of the header.</summary>
internal sealed record SafetensorsEntry(string Name, ElementType Type, long[] Shape, long Start, long End);

/// <summary>The JSON header of a safetensors file, in its order.</summary>
internal sealed class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly List<SafetensorsEntry> entries = [];
    private readonly string where;

    private SafetensorsHeader(string where) => this.where = where;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    public IReadOnlyList<SafetensorsEntry> Entries => entries;

    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string where)
    {
        var header = new SafetensorsHeader(where);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
            reader.Read();
            header.Read(ref reader);
            if (reader.Read())
                throw header.Broken("goes on after its end");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Refusal.Broken(where, $"its safetensors header is not the JSON it should be: {Text.Printable(e.Message)}", e);
        }

        return header;
    }

    private void Read(ref Utf8JsonReader reader)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (NextKey(ref reader) is { } name)
        {
            if (!names.Add(name))
                throw Broken($"has {Refusal.Quoted(name)} twice");
            if (name.Length is 0 or > Tree.Flattening.MaxNameLength)
                throw Broken($"has a name of {name.Length} characters");

            reader.Read();
            if (name == MetadataKey)
                ReadMetadata(ref reader);
            else
                entries.Add(ReadEntry(name, ref reader));
            Limits.EnsureTensors(entries.Count, where);
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (NextKey(ref reader) is { } key)
        {
            reader.Read();
            if (!metadata.TryAdd(key, reader.GetString() ?? throw Broken($"has a {MetadataKey} that is not text")))
                throw Broken($"has {Refusal.Quoted(key)} twice in its {MetadataKey}");
            if (metadata.Count > Limits.Facts)
                throw Broken($"has more than {Limits.Facts} facts in its {MetadataKey}");
        }
    }

    private SafetensorsEntry ReadEntry(string name, ref Utf8JsonReader reader)
    {
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (NextKey(ref reader) is { } key)
        {
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null:
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, StoredTensor.MaxRank);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, 2);
                    break;
                default:
                    throw Broken($"says {Refusal.Quoted(key)} of {Refusal.Quoted(name)}, twice or beside dtype, shape and data_offsets");
            }
        }

        if (type is null || shape is null || offsets is not { Length: 2 })
            throw Broken($"lacks dtype, shape or data_offsets of {Refusal.Quoted(name)}");

        return new SafetensorsEntry(name, Type(type, name), shape, offsets[0], offsets[1]);
    }

    private long[] ReadNumbers(ref Utf8JsonReader reader, int most)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Broken("has something else where a list of numbers belongs");

        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == most)
                throw Broken($"has a list of more than {most} numbers");
            if (!reader.TryGetInt64(out var number) || number < 0)
                throw Broken("has a number that is negative, fractional or beyond 63 bits");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>The next key of the object that the reader is in (or at the start of), or null at its end.</summary>
    private string? NextKey(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.String or JsonTokenType.EndArray))
            throw Broken("has something else where an object belongs");

        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;
    }

    private ElementType Type(string dtype, string name) => dtype switch
    {
        "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "F64" => ElementType.Float64,
        "BOOL" => ElementType.Bool,
        "I8" => ElementType.Int8,
        "U8" => ElementType.UInt8,
        "I16" => ElementType.Int16,
        "U16" => ElementType.UInt16,
        "I32" => ElementType.Int32,
        "U32" => ElementType.UInt32,
        "I64" => ElementType.Int64,
        "U64" => ElementType.UInt64,
        _ => throw Refusal.Unsupported(where, $"{Refusal.Quoted(name)} has the dtype {Refusal.Quoted(dtype)}, which is not read; save float32, float16, bfloat16 or float64"),
    };

    private VaeOnnxException Broken(string what) => Refusal.Broken(where, $"its safetensors header {what}");
}
