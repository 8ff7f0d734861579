using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>Lists of tensors that are too long or too deep: msgpack, the JSON of safetensors, indices, TorchSharp entries.</summary>
public sealed class HostileListingsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("\u0091")] // a list of one
    [InlineData("\u0081\u00a1a")] // a map of one
    [InlineData("\u00dd\0\0\0\u0001")]
    public void Msgpack_nested_a_hundred_thousand_deep_is_refused(string level) =>
        Bounded.Refused(ErrorKind.Input, folder.Write("model", Bytes.Of("\u0081\u00a1a", Bytes.Repeat(level, 100_000), 1)), "nested more than 64 deep");

    [Theory]
    [InlineData("\u0080")] // empty maps
    [InlineData("\u0090")] // empty lists
    [InlineData("\u0081\u00a0\u0080")]
    [InlineData("\u00a1a")]
    [InlineData("\u00d4\u0002\u0001")]
    [InlineData("\u00c7\u000c\u0001\u0093\u0090\u00a4bool\u00c4\u0001\0")]
    public void Msgpack_with_a_million_values_is_refused(string value)
    {
        var error = Assert.Throws<VaeOnnxException>(() => Bounded.Read(folder.Write("model", Bytes.Of("\u0081\u00a1a\u00dd\0\u000f\u0042\u0040", Bytes.Repeat(value, 1_000_000)))));

        Assert.Equal(ErrorKind.Input, error.Kind);
    }

    [Fact]
    public void A_JSON_header_with_a_key_twice_is_refused() => Bounded.Refused(
        ErrorKind.Input,
        folder.Write("model", Bytes.Safetensors("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)),
        "has 'a' twice");

    [Fact]
    public void A_JSON_header_with_a_million_entries_is_refused()
    {
        var entries = Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");
        Bounded.Refused(ErrorKind.Input, folder.Write("model", Bytes.Safetensors($"{{{string.Join(',', entries)}}}", 0)), "more than 10000 tensors");
    }

    [Fact]
    public void A_JSON_header_with_a_million_facts_is_refused()
    {
        var facts = Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\":\"\"");
        Bounded.Refused(ErrorKind.Input, folder.Write("model", Bytes.Safetensors($"{{\"__metadata__\":{{{string.Join(',', facts)}}}}}", 0)), "more than 10000");
    }

    [Fact]
    public void An_index_with_a_million_entries_is_refused()
    {
        var entries = Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\":\"s\"");
        Bounded.Refused(ErrorKind.Input, folder.Write("index.json", $"{{\"weight_map\": {{{string.Join(',', entries)}}}}}"), "at most");
    }

    [Fact]
    public void An_index_of_many_small_values_is_refused() => Bounded.Refused(
        ErrorKind.Input, folder.Write("index.json", $"{{\"weight_map\": {{\"a\": [{string.Join(',', Enumerable.Repeat(0, 2_000_000))}]}}}}"), "not the index of a sharded checkpoint");

    /// <summary>The most that is read stays within the same limits.</summary>
    [Fact]
    public void Ten_thousand_tensors_are_read()
    {
        var entries = Enumerable.Range(0, 10_000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");
        Assert.Contains("10000 tensors", Bounded.Read(folder.Write("a", Bytes.Safetensors($"{{{string.Join(',', entries)}}}", 0))), StringComparison.Ordinal);
        Assert.Contains(
            "10000 tensors",
            Bounded.Read(folder.Write("b", Bytes.Of([0x90, 0x4E, .. Enumerable.Range(0, 10_000).Select(i => Bytes.Of(6, $"{i:000000}", 0, 1, 0))]))),
            StringComparison.Ordinal);
        var archive = new ZipImage();
        for (int i = 0; i < 10_000; i++) archive.Add($"{i}.npy", Bytes.Npy([0], []), Bytes.Npy([0], []).Length, deflated: false);
        Assert.Contains("10000 tensors", Bounded.Read(folder.Write("c", archive.ToBytes())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_TorchSharp_file_with_a_million_entries_is_refused() => Bounded.Refused(
        ErrorKind.Input,
        folder.Write("model", Bytes.Of([0xC0, 0x84, 0x3D, .. Enumerable.Range(0, 1_000_000).Select(i => Bytes.Of(6, $"{i:000000}", 0, 1, 0))])),
        "more than 10000 tensors");

    [Fact]
    public void A_name_that_every_level_repeats_costs_no_more_than_it_is_long()
    {
        var prefix = string.Concat(Enumerable.Repeat("a.", 480));
        var entries = Enumerable.Range(0, 1_000).Select(i => $"\"{prefix}{i}.weight\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");

        Assert.Contains("999.weight", Bounded.Read(folder.Write("model", Bytes.Safetensors($"{{{string.Join(',', entries)}}}", 0))), StringComparison.Ordinal);
    }
}
