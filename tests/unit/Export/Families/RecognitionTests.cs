using VaeOnnx.Export;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Families;

public sealed class RecognitionTests : IDisposable
{
    private const string Mlp = """
        {
          "input_shape": [12],
          "encoder": { "layers": [{ "linear": "encoder.hidden.0", "activation": "silu" }], "mean": { "linear": "encoder.mean" }, "logvar": { "linear": "encoder.logvar" } },
          "decoder": { "layers": [{ "linear": "decoder.hidden.0", "activation": "silu" }], "logits": { "linear": "decoder.logits" } }
        }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(784, 400, 20)]
    [InlineData(12, 5, 2)]
    [InlineData(1, 1, 1)]
    public void The_PyTorch_example_is_recognised_at_any_width(int input, int hidden, int latent)
    {
        var report = Export(SmallModel.PyTorchExample(input, hidden, latent));

        Assert.Equal("pytorch-example", report.Family);
        Assert.Equal($"pytorch/examples vae, {input}-{hidden}-{latent}, relu, log-variance head fc22, Bernoulli", report.Recognised);
    }

    [Theory]
    [InlineData("/")]
    [InlineData(".")]
    public void The_Flax_example_is_recognised_whatever_joins_its_names(string joint)
    {
        var model = new SmallModel();
        foreach (var (name, inputs, outputs) in new[] { ("encoder/fc1", 12, 5), ("encoder/fc2_mean", 5, 2), ("encoder/fc2_logvar", 5, 2), ("decoder/fc1", 2, 5), ("decoder/fc2", 5, 12) })
        {
            var layer = name.Replace("/", joint, StringComparison.Ordinal);
            model.Tensor($"{layer}{joint}kernel", inputs, outputs).Tensor($"{layer}{joint}bias", outputs);
        }

        Assert.Equal("flax-example", Export(model).Family);
    }

    [Fact]
    public void An_mlp_with_its_architecture_in_the_metadata_needs_no_file()
    {
        var report = Export(OwnMlp(), metadata: new Dictionary<string, string> { ["vae.architecture"] = Mlp });

        Assert.Equal("mlp, 12-5-2-5-12, silu, log-variance head encoder.logvar, Bernoulli", report.Recognised);
        Assert.EndsWith("metadata vae.architecture", report.Architecture, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vae.json")]
    [InlineData("model.json")]
    public void An_architecture_file_beside_the_checkpoint_is_found_and_named(string name)
    {
        var path = folder.Write(name, Mlp);

        Assert.Equal(path, Export(OwnMlp(), "vae.safetensors").Architecture);
    }

    [Fact]
    public void The_file_of_the_checkpoints_own_name_goes_first()
    {
        folder.Write("model.json", "{ \"encoder\": 1, \"decoder\": 2 }");
        var path = folder.Write("vae.json", Mlp);

        Assert.Equal(path, Export(OwnMlp(), "vae.safetensors").Architecture);
    }

    [Fact]
    public void Other_JSON_beside_the_checkpoint_is_left_alone_and_noted()
    {
        var path = folder.Write("model.json", "{ \"format\": \"layers-model\" }");
        var report = Export(SmallModel.PyTorchExample(), "vae.safetensors");

        Assert.Equal("pytorch-example", report.Family);
        Assert.Contains($"{path} is not an architecture file (no \"encoder\" and \"decoder\"): not used", report.Notes);
    }

    [Fact]
    public void An_architecture_file_found_beside_that_does_not_fit_is_named_and_refused()
    {
        var path = folder.Write("model.json", Mlp);

        Refused(SmallModel.PyTorchExample(), ErrorKind.Input, "the tensor encoder.hidden.0.weight is missing", $"{path}, found beside the checkpoint");
    }

    [Fact]
    public void An_mlp_without_its_architecture_is_refused_since_its_activation_is_not_guessed() => Refused(
        OwnMlp(), ErrorKind.Input, "has the names of this project's own models, whose activation and likelihood the weights do not say");

    [Fact]
    public void Tensors_of_no_known_family_are_listed() => Refused(
        new SmallModel().Linear("encoder.0", 12, 5).Linear("fc_mu", 5, 2),
        ErrorKind.Unsupported,
        "no known family has these 4 tensors: ", "encoder.0.weight [5, 12]", "--architecture");

    [Fact]
    public void A_missing_layer_is_named() => Refused(
        SmallModel.PyTorchExample().Without("fc22.weight").Without("fc22.bias"), ErrorKind.Input, "looks like pytorch-example, but has no layer fc22");

    [Fact]
    public void A_missing_bias_is_named() => Refused(
        SmallModel.PyTorchExample().Without("fc22.bias"), ErrorKind.Input, "the tensor fc22.bias is missing");

    [Fact]
    public void A_matrix_that_does_not_fit_is_named_with_both_shapes() => Refused(
        SmallModel.PyTorchExample().Without("fc3.weight").Tensor("fc3.weight", 5, 3), ErrorKind.Input, "fc3.weight: expected [out, 2], found [5, 3]");

    [Fact]
    public void A_bias_that_does_not_fit_is_named_with_both_shapes() => Refused(
        SmallModel.PyTorchExample().Without("fc1.bias").Tensor("fc1.bias", 4), ErrorKind.Input, "fc1.bias: expected [5], found [4]: fc1.weight gives 5 values");

    [Fact]
    public void A_matrix_that_is_none_is_named() => Refused(
        SmallModel.PyTorchExample().Without("fc1.weight").Tensor("fc1.weight", 5, 3, 4), ErrorKind.Input, "fc1.weight: expected [out, in], found [5, 3, 4]");

    [Fact]
    public void Heads_of_two_sizes_are_refused() => Refused(
        SmallModel.PyTorchExample().Without("fc22.weight").Without("fc22.bias").Linear("fc22", 5, 3),
        ErrorKind.Input,
        "the heads of the encoder (mean and spread) differ in shape: fc21 gives [N, 2], fc22 gives [N, 3]");

    [Fact]
    public void A_layer_that_no_graph_uses_is_named() => Refused(
        SmallModel.PyTorchExample().Linear("fc5", 12, 3), ErrorKind.Input, "no layer of the model uses ", "fc5.weight [3, 12]");

    [Fact]
    public void An_architecture_file_can_set_tensors_aside()
    {
        var architecture = folder.Write("mine.json", Mlp.Replace("\"input_shape\"", "\"ignore\": [\"probe.weight\", \"probe.bias\"], \"input_shape\"", StringComparison.Ordinal));
        var report = Export(OwnMlp().Linear("probe", 2, 10), options: new() { Architecture = architecture });

        Assert.Contains("ignored probe.weight: the architecture file says so", report.Notes);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void A_weight_that_is_no_number_is_named_with_its_place(float value, string shown) => Refused(
        SmallModel.PyTorchExample().With("fc1.weight", 14, value), ErrorKind.Input, $"fc1.weight is not finite: {shown} at [1, 2], 1 such value in all");

    [Fact]
    public void A_family_can_be_asked_for_by_name() => Assert.Equal(
        "pytorch-example", Export(SmallModel.PyTorchExample(), options: new() { Family = "pytorch-example" }).Family);

    [Fact]
    public void A_family_asked_for_goes_before_a_file_found_beside()
    {
        folder.Write("model.json", Mlp);

        Assert.Equal("pytorch-example", Export(SmallModel.PyTorchExample(), options: new() { Family = "pytorch-example" }).Family);
    }

    [Fact]
    public void A_family_that_there_is_not_is_refused_with_those_there_are() => Refused(
        SmallModel.PyTorchExample(), new() { Family = "pytorch-exampel" }, ErrorKind.Usage, "there is no family pytorch-exampel; there are pytorch-example, flax-example, mlp", "Near it: pytorch-example");

    [Fact]
    public void A_family_asked_for_that_does_not_fit_names_what_is_missing() => Refused(
        OwnMlp(), new() { Family = "flax-example" }, ErrorKind.Input, "the tensor encoder/fc1.weight is missing");

    [Fact]
    public void A_family_and_an_architecture_file_of_another_contradict_each_other() => Refused(
        OwnMlp(), new() { Family = "flax-example", Architecture = folder.Write("mine.json", Mlp) }, ErrorKind.Usage, "mine.json describes the family mlp, --family asks for flax-example");

    [Fact]
    public void A_wrong_key_in_an_architecture_file_is_named_with_near_matches() => Refused(
        OwnMlp(),
        new() { Architecture = folder.Write("mine.json", Mlp.Replace("encoder.mean", "encoder.maen", StringComparison.Ordinal)) },
        ErrorKind.Input,
        "the tensor encoder.maen.weight is missing. Near it: encoder.mean.weight");

    [Fact]
    public void A_wrong_input_shape_in_an_architecture_file_is_named() => Refused(
        OwnMlp(),
        new() { Architecture = folder.Write("mine.json", Mlp.Replace("[12]", "[13]", StringComparison.Ordinal)) },
        ErrorKind.Input,
        "encoder.hidden.0.weight: expected [out, 13], found [5, 12]");

    [Fact]
    public void A_wrong_output_shape_in_an_architecture_file_is_named() => Refused(
        OwnMlp(),
        new() { Architecture = folder.Write("mine.json", Mlp.Replace("\"input_shape\"", "\"output_shape\": [3, 5], \"input_shape\"", StringComparison.Ordinal)) },
        ErrorKind.Input,
        "output_shape [3, 5] has 15 values, but decoder.logits.weight", "gives 12");

    private static SmallModel OwnMlp() => new SmallModel()
        .Linear("encoder.hidden.0", 12, 5).Linear("encoder.mean", 5, 2).Linear("encoder.logvar", 5, 2)
        .Linear("decoder.hidden.0", 2, 5).Linear("decoder.logits", 5, 12);

    private ExportReport Export(SmallModel model, string name = "vae.safetensors", ExportOptions? options = null, IReadOnlyDictionary<string, string>? metadata = null) =>
        VaeExporter.Export(model.Save(folder, name, metadata), folder["onnx"], (options ?? new()) with { Verification = VerificationLevel.Quick });

    private void Refused(SmallModel model, ErrorKind kind, params string[] words) => Refused(model, new(), kind, words);

    private void Refused(SmallModel model, ExportOptions options, ErrorKind kind, params string[] words)
    {
        var error = Assert.Throws<VaeOnnxException>(() => Export(model, options: options));

        Assert.Equal(kind, error.Kind);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder["onnx"]));
    }
}
