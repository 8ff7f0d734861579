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

    /// <summary>One layer between x and the heads.</summary>
    [Theory]
    [InlineData("""{ "conv": "c" }""", true)]
    [InlineData("""{ "conv": "c", "bias": false, "layout": "hwio", "stride": 2, "padding": "same", "dilation": [1, 2], "groups": 2, "activation": "relu" }""", true)]
    [InlineData("""{ "conv": "c", "weight": "w", "bias": "b", "padding": [0, 0, 1, 1] }""", true)]
    [InlineData("""{ "conv": "c", "padding": "valid" }""", false)]
    [InlineData("""{ "conv": "c", "padding": [1, 1, 1] }""", false)]
    [InlineData("""{ "conv": "c", "padding": -1 }""", false)]
    [InlineData("""{ "conv": "c", "stride": 0 }""", false)]
    [InlineData("""{ "conv": "c", "stride": 65537 }""", false)]
    [InlineData("""{ "conv": "c", "stride": 1.5 }""", false)]
    [InlineData("""{ "conv": "c", "stride": [1, 2, 3] }""", false)]
    [InlineData("""{ "conv": "c", "layout": "iohw" }""", false)]
    [InlineData("""{ "conv": "c", "output_padding": 1 }""", false)]
    [InlineData("""{ "conv": "c", "linear": "d" }""", false)]
    [InlineData("""{ "conv": "c", "conv_transpose": "d" }""", false)]
    [InlineData("""{ "conv_transpose": "c", "stride": 2, "padding": 1, "output_padding": 1, "layout": "iohw" }""", true)]
    [InlineData("""{ "conv_transpose": "c", "layout": "oihw" }""", false)]
    [InlineData("""{ "batch_norm": "n", "eps": 0.001, "statistics": "s", "activation": "leaky_relu", "slope": 0.1 }""", true)]
    [InlineData("""{ "batch_norm": "n", "eps": 0 }""", false)]
    [InlineData("""{ "batch_norm": "n", "stride": 1 }""", false)]
    [InlineData("""{ "flatten": true }""", true)]
    [InlineData("""{ "flatten": false }""", false)]
    [InlineData("""{ "reshape": [3, 2, 2], "activation": "relu" }""", true)]
    [InlineData("""{ "reshape": [0] }""", false)]
    [InlineData("""{ "upsample": 2 }""", true)]
    [InlineData("""{ "upsample": 0 }""", false)]
    [InlineData("""{ "linear": "l", "stride": 2 }""", false)]
    [InlineData("""{ "linear": "l", "weight": "w" }""", false)]
    [InlineData("""{ "activation": "relu" }""", false)]
    public void Schema_and_reader_agree_about_a_layer(string layer, bool valid)
    {
        var json = $$"""{ "input_shape": [12], "encoder": { "layers": [{{layer}}], "mean": { "linear": "a" }, "std": { "linear": "b" } }, "decoder": { "logits": { "linear": "d" } } }""";

        Assert.Equal(valid, IsValid(json));
        Assert.Equal(valid, IsRead(json));
    }

    [Theory]
    [InlineData("""{ "label": "append" }""", true)]
    [InlineData("""{ "label": "prepend", "linear": "embed", "bias": false, "layout": "in_out" }""", true)]
    [InlineData("""{ "label": "append", "weight": "w", "bias": "b", "activation": "relu" }""", true)]
    [InlineData("""{ "label": "first" }""", false)]
    [InlineData("""{ "label": "append", "weight": "w" }""", false)]
    [InlineData("""{ "label": "append", "bias": false }""", false)]
    [InlineData("""{ "label": "append", "conv": "c" }""", false)]
    public void Schema_and_reader_agree_about_a_label(string layer, bool valid)
    {
        var json = $$"""{ "input_shape": [12], "classes": 10, "encoder": { "layers": [{{layer}}], "mean": { "linear": "a" }, "std": { "linear": "b" } }, "decoder": { "logits": { "linear": "d" } } }""";

        Assert.Equal(valid, IsValid(json));
        Assert.Equal(valid, IsRead(json));
    }

    [Theory]
    [InlineData("conv", true)]
    [InlineData("conv_transpose", true)]
    [InlineData("batch_norm", false)]
    public void Schema_and_reader_agree_about_a_head(string kind, bool valid)
    {
        var json = $$"""{ "input_shape": [12], "encoder": { "joint": { "{{kind}}": "a", "halves": ["mean", "var"] } }, "decoder": { "logits": { "{{kind}}": "d" } } }""";

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
