using System.Runtime.InteropServices;
using FsCheck.Xunit;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Property(MaxTest = 50)]
    public bool What_is_written_reads_back_with_every_bit(float[][] tensors)
    {
        var path = folder["model.safetensors"];
        Write(path, [.. tensors.Select((t, i) => ($"l{i}.weight", t))]);
        if (tensors.Length == 0)
            return true;

        using var checkpoint = Checkpoint.Open(path);
        return checkpoint.Tensors.Count == tensors.Length && tensors.Select((t, i) => (t, $"l{i}.weight")).All(e =>
        {
            var tensor = checkpoint.Tensors.Single(t => t.FullName == e.Item2);
            return tensor.Shape.SequenceEqual([e.t.Length])
                && tensor.ReadBytes().Span.SequenceEqual(MemoryMarshal.AsBytes(e.t.AsSpan()));
        });
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes_in_any_order()
    {
        Write(folder["a"], ("x.weight", [1, 2]), ("x.bias", [3]));
        Write(folder["b"], ("x.bias", [3]), ("x.weight", [1, 2]));

        Assert.Equal(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
    }

    [Fact]
    public void Metadata_is_read_as_it_is()
    {
        SafetensorsWriter.Write(
            folder["a"],
            [("x.weight", ElementType.Float32, [1], new byte[4])],
            new Dictionary<string, string> { ["format"] = "pt", ["epoch"] = "3" });

        using var checkpoint = Checkpoint.Open(folder["a"]);
        Assert.Equal(new() { ["format"] = "pt", ["epoch"] = "3" }, checkpoint.Metadata.ToDictionary());
    }

    [Fact]
    public void A_tensor_is_read_in_place_until_the_checkpoint_is_closed()
    {
        Write(folder["a"], ("x.weight", [1, 2]));
        var checkpoint = Checkpoint.Open(folder["a"]);
        var memory = checkpoint.Tensors[0].ReadBytes();

        Assert.Equal(8, memory.Span.Length);
        checkpoint.Dispose();

        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => checkpoint.Tensors[0].ReadBytes());
    }

    [Fact]
    public void A_checkpoint_in_several_files_opens_by_its_index()
    {
        Write(folder["model-1.safetensors"], ("model.fc1.weight", [1]));
        Write(folder["model-2.safetensors"], ("model.fc2.weight", [2]));
        WriteIndex("""{"metadata": {"total_size": 8}, "weight_map": {"model.fc1.weight": "model-1.safetensors", "model.fc2.weight": "model-2.safetensors"}}""");

        using var checkpoint = Checkpoint.Open(folder["index.json"]);

        Assert.Equal(["fc1.weight", "fc2.weight"], checkpoint.Tensors.Select(t => t.Name));
        Assert.Equal("8", checkpoint.Metadata["total_size"]);
        Assert.Equal(["index.json", "model-1.safetensors", "model-2.safetensors"], checkpoint.Files.Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("../a.safetensors", "must be a file in the folder of the index")]
    [InlineData("/etc/passwd", "must be a file in the folder of the index")]
    [InlineData("missing.safetensors", "does not exist")]
    public void A_shard_that_is_elsewhere_or_nowhere_is_refused(string shard, string reason)
    {
        WriteIndex("{\"weight_map\": {\"fc1.weight\": \"" + shard + "\"}}");

        var error = Assert.Throws<VaeOnnx.Inference.VaeOnnxException>(() => Checkpoint.Open(folder["index.json"]));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"fc1.weight": "a", "fc2.weight": "a"}""", "places 'fc2.weight' in 'a', which does not hold it")]
    [InlineData("""{"fc2.weight": "a"}""", "holds 'fc1.weight'")]
    public void An_index_that_does_not_match_its_shards_is_refused(string map, string reason)
    {
        Write(folder["a"], ("fc1.weight", [1]));
        WriteIndex("{\"weight_map\": " + map + "}");

        var error = Assert.Throws<VaeOnnx.Inference.VaeOnnxException>(() => Checkpoint.Open(folder["index.json"]));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "has 'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,8]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "without hole or overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "without hole or overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "without hole or overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "takes 12 bytes, 8 are there")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", "more elements than any file can hold")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "negative")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "fractional")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[[[[2]]]]],"data_offsets":[0,8]}}""", "header")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,8]}}""", "lacks dtype, shape or data_offsets of 'a'")]
    [InlineData("""{"a":[1]}""", "where an object belongs")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} {}""", "header")]
    [InlineData("""{"__metadata__":{"a":1}}""", "not the JSON it should be")]
    [InlineData("""{"__metadata__":{}}""", "8 bytes after its last tensor")]
    [InlineData("""{"a\u001b[31m":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", "\\u001b[31m")]
    public void A_lying_header_is_refused_with_its_reason(string header, string reason) =>
        Refused.Input(folder.Write("a", Bytes.Safetensors(header, 8)), reason);

    [Fact]
    public void A_type_that_is_not_read_is_named() =>
        Refused.Unsupported(folder.Write("a", Bytes.Safetensors("""{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", 8)), "'F8_E4M3'");

    public void Dispose() => folder.Dispose();

    private void WriteIndex(string json) => File.WriteAllText(folder["index.json"], json);

    private static void Write(string path, params (string Name, float[] Values)[] tensors) => SafetensorsWriter.Write(
        path,
        tensors.Select(t => (t.Name, ElementType.Float32, (IReadOnlyList<long>)[t.Values.Length], (ReadOnlyMemory<byte>)Bytes.Floats(t.Values))));
}
