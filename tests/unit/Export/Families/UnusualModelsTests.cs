using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Reports;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Families;

public sealed class UnusualModelsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_joint_head_of_odd_width_is_named() => Refused(
        Joint(), """ "joint": { "linear": "head" } """, ErrorKind.Input, "head.weight gives 7 values, which are no mean and spread of one size");

    [Fact]
    public void Tensors_that_fit_two_families_are_a_question_for_the_user()
    {
        var model = SmallModel.PyTorchExample();
        foreach (var (name, inputs, outputs) in new[] { ("encoder.fc1", 12, 5), ("encoder.fc2_mean", 5, 2), ("encoder.fc2_logvar", 5, 2), ("decoder.fc1", 2, 5), ("decoder.fc2", 5, 12) })
        {
            model.Linear(name, inputs, outputs);
        }

        Refused(() => VaeExporter.Export(model.Save(folder), folder["onnx"]), ErrorKind.Usage, "the tensors fit pytorch-example and flax-example: choose with --family");
    }

    [Fact]
    public void The_mlp_family_without_an_architecture_file_is_wrong_usage() => Refused(
        () => VaeExporter.Export(SmallModel.PyTorchExample().Save(folder), folder["onnx"], new() { Family = "mlp" }),
        ErrorKind.Usage,
        "the mlp family needs an architecture file");

    [Fact]
    public void A_name_to_ignore_that_is_not_there_is_named() => Refused(
        () => ExportIgnoring("prob.weight"), ErrorKind.Input, "the tensor prob.weight is missing. Near it: probe.weight");

    [Fact]
    public void A_name_to_ignore_that_a_layer_uses_is_named() => Refused(
        () => ExportIgnoring("probe.weight", "probe.bias", "fc1.weight"), ErrorKind.Input, "fc1.weight is to be ignored, but a layer uses it");

    [Fact]
    public void A_weight_beyond_float32_is_named() => Refused(
        () => VaeExporter.Export(InDoubles(1e300), folder["onnx"]), ErrorKind.Input, "fc1.weight does not fit into float32: 1E+300 at [0, 0]", "Float32 ends at 3.4e38");

    [Fact]
    public void Float64_weights_are_rounded_and_the_report_says_by_how_much()
    {
        var report = VaeExporter.Export(InDoubles(1.0 / 3), folder["onnx"], new() { Verification = VerificationLevel.Quick });

        Assert.Equal("float64", report.Loss!.From);
        Assert.Equal(2.98e-8, report.Loss.GreatestRelative, 1e-10);
        Assert.Contains("rounded     weights from float64 to float32, by 3.0e-08 of their value at most", TextReport.Of(report), StringComparison.Ordinal);
        Assert.All(report.Graphs.SelectMany(graph => graph.Verification.Rounding), effect => Assert.True(effect.Distance.Passed));
        Assert.InRange(report.Graphs[0].Verification.Rounding[0].Distance.GreatestAbsolute!.Value, 1e-9, 1e-6);
    }

    [Fact]
    public void A_weight_of_integers_is_named()
    {
        var path = folder["model.safetensors"];
        SafetensorsWriter.Write(path, Layers().Select(tensor => (
            tensor.Name, ElementType.Int32, tensor.Shape, (ReadOnlyMemory<byte>)new byte[4 * tensor.Shape.Aggregate(1L, (product, size) => product * size)])));

        Refused(() => VaeExporter.Export(path, folder["onnx"]), ErrorKind.Input, "fc1.weight is int32; a weight is a floating-point number");
    }

    /// <summary>Slopes that one float32 attribute does not hold, nor any short decimal.</summary>
    [Theory]
    [InlineData("0.3333333333333333")]
    [InlineData("0.22916666666666666")]
    [InlineData("0.01")]
    [InlineData("1.5")]
    public void A_leaky_relu_of_any_slope_is_exact_in_float64_and_within_its_bound(string slope)
    {
        var model = new SmallModel().Linear("h", 12, 7).Linear("m", 7, 2).Linear("s", 7, 2).Linear("o", 2, 12).Save(folder);
        folder.Write("model.json", $$"""
            {
              "input_shape": [12],
              "encoder": { "layers": [{ "linear": "h", "activation": "leaky_relu", "slope": {{slope}} }], "mean": { "linear": "m" }, "logvar": { "linear": "s" } },
              "decoder": { "real": { "linear": "o" } }
            }
            """);

        Assert.True(VaeExporter.Export(model, folder["onnx"]).Passed);
        var (x, mean) = MeanOfOnes(model, double.Parse(slope, System.Globalization.CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder["case"]);
        NpyArray.Of(x, 1, 12).Write(folder["case", "x.npy"]);
        NpyArray.Of(mean, 1, 2).Write(folder["case", "mean_f64.npy"]);
        Assert.True(VaeExporter.Export(model, folder["onnx"], new() { References = folder["case"] }).Passed);
    }

    private static (float[] X, double[] Mean) MeanOfOnes(string model, double slope)
    {
        using var checkpoint = Checkpoint.Open(model);
        double[] Read(string name)
        {
            var tensor = checkpoint.Tensors.Single(candidate => candidate.Name == name);
            var values = new double[tensor.Count];
            tensor.CopyTo(values);
            return values;
        }

        double[] Linear(double[] input, string layer)
        {
            var (weight, bias) = (Read($"{layer}.weight"), Read($"{layer}.bias"));
            return [.. bias.Select((b, o) => b + input.Select((value, i) => weight[(o * input.Length) + i] * value).Sum())];
        }

        var x = Enumerable.Repeat(-1f, 12).ToArray();
        var hidden = Linear([.. x.Select(value => (double)value)], "h").Select(value => value < 0 ? slope * value : value).ToArray();
        return (x, Linear(hidden, "m"));
    }

    private static SmallModel Joint() => new SmallModel().Linear("head", 12, 7).Linear("o", 3, 12);

    private void Refused(SmallModel model, string heads, ErrorKind kind, params string[] words)
    {
        var architecture = folder.Write("mine.json", $$""" { "input_shape": [12], "encoder": { {{heads}} }, "decoder": { "real": { "linear": "o" } } } """);
        Refused(() => VaeExporter.Export(model.Save(folder), folder["onnx"], new() { Architecture = architecture, Verification = VerificationLevel.None }), kind, words);
    }

    private void ExportIgnoring(params string[] names)
    {
        var architecture = folder.Write("mine.json", $$"""
            {
              "input_shape": [12],
              "ignore": [{{string.Join(", ", names.Select(name => $"\"{name}\""))}}],
              "encoder": { "layers": [{ "linear": "fc1", "activation": "relu" }], "mean": { "linear": "fc21" }, "logvar": { "linear": "fc22" } },
              "decoder": { "layers": [{ "linear": "fc3", "activation": "relu" }], "logits": { "linear": "fc4" } }
            }
            """);
        VaeExporter.Export(SmallModel.PyTorchExample().Linear("probe", 2, 10).Save(folder), folder["onnx"], new() { Architecture = architecture, Verification = VerificationLevel.None });
    }

    /// <summary>pytorch/examples vae in float64, every weight the same.</summary>
    private string InDoubles(double value)
    {
        var path = folder["model.safetensors"];
        SafetensorsWriter.Write(path, Layers().Select(tensor => (
            tensor.Name,
            ElementType.Float64,
            tensor.Shape,
            (ReadOnlyMemory<byte>)MemoryMarshal.AsBytes<double>(Enumerable.Repeat(value, (int)tensor.Shape.Aggregate(1L, (product, size) => product * size)).ToArray()).ToArray())));
        return path;
    }

    private static IEnumerable<(string Name, IReadOnlyList<long> Shape)> Layers()
    {
        foreach (var (name, inputs, outputs) in new[] { ("fc1", 12, 5), ("fc21", 5, 2), ("fc22", 5, 2), ("fc3", 2, 5), ("fc4", 5, 12) })
        {
            yield return ($"{name}.weight", [outputs, inputs]);
            yield return ($"{name}.bias", [outputs]);
        }
    }

    private static void Refused(Action action, ErrorKind kind, params string[] words)
    {
        var error = Assert.Throws<VaeOnnxException>(action);

        Assert.Equal(kind, error.Kind);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }
}
