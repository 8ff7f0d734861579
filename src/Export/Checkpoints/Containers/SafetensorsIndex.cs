using System.Text.Json;
using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>A checkpoint in several safetensors files: JSON with a <c>weight_map</c> from each tensor to the file that holds it.</summary>
internal static class SafetensorsIndex
{
    private const string Name = "safetensors";
    private const int MaxLength = 4 << 20;

    private static ReadOnlySpan<byte> Spaces => " \r\n\t"u8;

    public static bool Matches(MappedFile file)
    {
        var start = file.Span(0, (int)Math.Min(file.Length, 256));
        if (start[0] != '{' || start[1..].TrimStart(Spaces) is not [(byte)'"', .. var key])
            return false;

        // '{"' alone also begins a TorchSharp file of 123 entries, whose first name has 34 bytes.
        var end = key.IndexOf((byte)'"');
        return end >= 0 && key[(end + 1)..].TrimStart(Spaces) is [(byte)':', ..];
    }

    public static Contents Read(MappedFile index, MappedFiles files)
    {
        var (map, metadata) = Parse(index);
        var folder = Path.GetDirectoryName(Path.GetFullPath(index.Path))!;
        var contents = new Contents(Name) { Metadata = metadata };
        foreach (var shard in map.Values.Distinct(StringComparer.Ordinal).ToList())
        {
            var file = files.Open(Path.Combine(folder, shard));
            if (!SafetensorsFile.Matches(file))
                throw Refusal.Unsupported(file.Path, "is a shard, but no safetensors file; only those are read in shards");

            foreach (var weight in SafetensorsFile.Read(file).Weights)
            {
                Limits.EnsureTensors(contents.Weights.Count + 1, index.Path);
                if (!map.TryGetValue(weight.Name, out var expected) || expected != shard)
                    throw Refusal.Broken(file.Path, $"holds {Refusal.Quoted(weight.Name)}, which {index.Path} does not place there");
                contents.Weights.Add(weight);
                map.Remove(weight.Name);
            }
        }

        if (map.Keys.FirstOrDefault() is { } missing)
            throw Refusal.Broken(index.Path, $"places {Refusal.Quoted(missing)} in {Refusal.Quoted(map[missing])}, which does not hold it");
        return contents;
    }

    private static (OrderedDictionary<string, string> Map, Dictionary<string, string> Metadata) Parse(MappedFile index)
    {
        if (index.Length > MaxLength)
            throw Refusal.Broken(index.Path, $"is JSON of {index.Length} bytes; an index has at most {MaxLength}");

        try
        {
            using var json = JsonDocument.Parse(index.Memory(0, (int)index.Length), new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            if (!json.RootElement.TryGetProperty("weight_map", out var weights) || weights.ValueKind != JsonValueKind.Object)
                throw Refusal.Unsupported(index.Path, "is JSON without a weight_map: not the index of a sharded checkpoint");

            var map = new OrderedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var weight in weights.EnumerateObject())
                map.Add(weight.Name, FileName(weight.Value.GetString(), index));

            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            if (json.RootElement.TryGetProperty("metadata", out var facts) && facts.ValueKind == JsonValueKind.Object)
            {
                foreach (var fact in facts.EnumerateObject())
                    metadata.Add(fact.Name, fact.Value.ToString());
            }

            return (map, metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Refusal.Broken(index.Path, $"begins as JSON but is not the index of a sharded checkpoint: {Text.Printable(e.Message)}", e);
        }
    }

    // A shard lies beside its index; anything else could point anywhere on the machine.
    private static string FileName(string? name, MappedFile index) =>
        string.IsNullOrEmpty(name) || name.AsSpan().ContainsAny("/\\:") || name.Any(char.IsControl) || name is "." or ".."
            ? throw Refusal.Broken(index.Path, $"names the shard {Refusal.Quoted(name ?? "")}; a shard must be a file in the folder of the index")
            : name;
}
