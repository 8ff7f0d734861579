using System.Text.Json;
using Json.Schema;
using VaeOnnx.Export.Architectures;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Architectures;

/// <summary>The schema that editors complete by, and the reader, say the same of every file.</summary>
public class ArchitectureSchemaTests
{
    private static readonly string Folder = Fixtures.Path("..", "src", "Export", "Architectures");
    private static readonly JsonSchema Schema = JsonSchema.FromFile(Path.Combine(Folder, "vae-architecture.schema.json"));

    public static TheoryData<string> Published => [.. Directory.EnumerateFiles(Path.Combine(Folder, "published")).Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_files_are_valid(string name)
    {
        var path = Path.Combine(Folder, "published", name);

        Assert.True(IsValid(File.ReadAllText(path)));
        Assert.NotNull(ArchitectureFile.Read(path));
    }

    [Theory]
    [InlineData("""{ "input_shape": [12], "encoder": { "joint": { "linear": "h", "halves": ["logvar", "mean"] } }, "decoder": { "real": { "linear": "d", "activation": "sigmoid" }, "variance": 0.1 } }""", true)]
    [InlineData("""{ "input_shape": [12], "encoder": { "joint": { "linear": "h", "halves": ["std", "var"] } }, "decoder": { "real": { "linear": "d" } } }""", false)]
    [InlineData("""{ "input_shape": [12], "encoder": { "mean": { "weight": "a", "bias": false }, "std": { "weight": "b", "bias": "c", "layout": "in_out", "activation": "softplus" } }, "decoder": { "logits": { "linear": "d" } } }""", true)]
    [InlineData("""{ "input_shape": [12], "encoder": { "mean": { "weight": "a" }, "std": { "linear": "b" } }, "decoder": { "logits": { "linear": "d" } } }""", false)]
    [InlineData("""{ "input_shape": [12], "encoder": { "mean": { "linear": "a", "bias": true }, "std": { "linear": "b" } }, "decoder": { "logits": { "linear": "d" } } }""", false)]
    [InlineData("""{ "input_shape": [12], "encoder": { "layers": [{ "linear": "a", "activation": "leaky_relu" }], "mean": { "linear": "a" }, "std": { "linear": "b" } }, "decoder": { "logits": { "linear": "d" } } }""", false)]
    [InlineData("""{ "input_shape": [12], "encoder": { "layers": [{ "linear": "a", "slope": 0.1 }], "mean": { "linear": "a" }, "std": { "linear": "b" } }, "decoder": { "logits": { "linear": "d" } } }""", false)]
    [InlineData("""{ "input_shape": [12], "encoder": { "mean": { "linear": "a" } }, "decoder": { "logits": { "linear": "d" } } }""", false)]
    [InlineData("""{ "input_shape": [12], "encoder": { "mean": { "linear": "a" }, "std": { "linear": "b" } }, "decoder": { "logits": { "linear": "d" }, "real": { "linear": "e" } } }""", false)]
    [InlineData("""{ "input_shape": [0], "encoder": { "mean": { "linear": "a" }, "std": { "linear": "b" } }, "decoder": { "logits": { "linear": "d" } } }""", false)]
    [InlineData("""{ "input_shape": [12], "surprise": 1, "encoder": { "mean": { "linear": "a" }, "std": { "linear": "b" } }, "decoder": { "logits": { "linear": "d" } } }""", false)]
    public void Schema_and_reader_agree(string json, bool valid)
    {
        Assert.Equal(valid, IsValid(json));
        Assert.Equal(valid, IsRead(json));
    }

    private static bool IsValid(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Schema.Evaluate(document.RootElement).IsValid;
    }

    private static bool IsRead(string json)
    {
        try
        {
            ArchitectureFile.Parse(json, "test");
            return true;
        }
        catch (VaeOnnxException)
        {
            return false;
        }
    }
}
