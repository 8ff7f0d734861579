using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Families;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Verification;

public sealed class ReferenceCheckTests : IDisposable
{
    private static readonly string TorchMnist = Fixtures.Path("torch-mnist");
    private static readonly Lazy<(ExportedGraph Encoder, ExportedGraph Decoder)> TorchPair = new(() => Pair(Path.Combine(TorchMnist, "model.bin")));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("torch-mnist", "model.bin", null)]
    [InlineData("flax-mnist", "model.msgpack", null)]
    [InlineData("zoo/pyro_vae_h64_z8", "vae.pt", "pyro_vae_h64_z8")]
    [InlineData("zoo/pythae_mlp", "model/model.pt", "pythae_mlp")]
    [InlineData("zoo/tut_a_seq", "vae.pt", "tut_a_seq")]
    [InlineData("zoo/tut_c_leaky", "vae.pt", "tut_c_leaky")]
    [InlineData("zoo/tut_d_kw_gauss", "vae.pt", "tut_d_kw_gauss")]
    public void A_case_of_real_PyTorch_or_JAX_agrees_in_float64_and_in_float32(string name, string checkpoint, string? architecture)
    {
        var directory = Fixtures.Path(name.Split('/'));
        var pair = Pair(Path.Combine(directory, checkpoint), architecture);

        var report = ReferenceCheck.Check(directory, pair.Encoder, pair.Decoder);

        Assert.All(report.Comparisons, comparison => Assert.True(comparison.Comparison.Passed, $"{comparison.Array}: {comparison.Comparison.GreatestShare}"));
        Assert.True(report.Passed);
        foreach (var array in Directory.GetFiles(directory, "*.npy").Select(file => Path.GetFileNameWithoutExtension(file)!))
        {
            var inputOrUnknown = array is "x" or "eps" or "z_f64" or "eps_k" or "key_data" || Unknown.Any(array.StartsWith);
            Assert.True(inputOrUnknown || report.Comparisons.Any(comparison => comparison.Array == array) || array == "recon_logvar_f64", array);
        }
    }

    private static readonly string[] Unknown = ["iwae"];

    [Fact]
    public void Float32_arrays_stand_beside_their_own_distance_from_float64()
    {
        var report = Check(TorchMnist);

        var singles = report.Comparisons.Where(comparison => comparison.Array == "logits").ToArray();
        Assert.Equal([GraphOptimization.None, GraphOptimization.All], singles.Select(single => single.Optimization));
        Assert.All(singles, single => Assert.InRange(single.Reference!.GreatestAbsolute!.Value, 1e-8, 1e-4));
    }

    [Fact]
    public void Unknown_arrays_are_listed_and_not_judged()
    {
        var report = Check(TorchMnist);

        Assert.Equal(
            ["eps_k", "iwae_bound_f64", "iwae_log_weights_f64"],
            report.NotJudged);
    }

    [Theory]
    [InlineData("fc1.weight", "mean_f64")]
    [InlineData("fc1.bias", "mean_f64")]
    [InlineData("fc21.weight", "mean_f64")]
    [InlineData("fc22.bias", "logvar_f64")]
    [InlineData("fc3.weight", "logits_f64")]
    [InlineData("fc4.bias", "logits_f64")]
    public void One_weight_that_is_off_by_a_ten_thousandth_is_seen_in_float64(string tensor, string array)
    {
        var (encoder, decoder) = (TorchPair.Value.Encoder, TorchPair.Value.Decoder);

        var report = ReferenceCheck.Check(TorchMnist, Nudged(encoder, tensor), Nudged(decoder, tensor));

        Assert.False(report.Passed);
        var comparison = report.Comparisons.Single(comparison => comparison.Array == array);
        Assert.True(comparison.Comparison.GreatestShare!.Value > 10, $"{comparison.Comparison.GreatestShare}");
    }

    [Fact]
    public void The_verdict_on_float32_arrays_follows_the_tolerance()
    {
        Assert.True(Check(TorchMnist, 1e-4, 1e-4).Passed);
        var strict = Check(TorchMnist, 0, 1e-9);

        Assert.False(strict.Passed);
        Assert.All(strict.Comparisons, comparison => Assert.Equal(comparison.Optimization is null, comparison.Comparison.Passed));
    }

    [Theory]
    [InlineData(1e-5, null)]
    [InlineData(null, 1e-5)]
    [InlineData(-1e-5, 1e-5)]
    [InlineData(double.NaN, 1e-5)]
    public void One_tolerance_alone_or_one_below_zero_is_wrong_usage(double? absolute, double? relative)
    {
        var error = Assert.Throws<VaeOnnxException>(() => Check(TorchMnist, absolute, relative));

        Assert.Equal(ErrorKind.Usage, error.Kind);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_reference_that_is_no_finite_number_fails(float value)
    {
        var mean = NpyArray.Read(Path.Combine(TorchMnist, "mean.npy"));
        var numbers = mean.AsSingles();
        numbers[3] = value;
        CopyCase("x");
        NpyArray.Of(numbers, [.. mean.Shape]).Write(folder["mean.npy"]);

        var report = Check(folder.Path);

        Assert.False(report.Passed);
        Assert.All(report.Comparisons, comparison => Assert.Equal(1, comparison.Comparison.Mismatched));
    }

    [Fact]
    public void Data_of_another_shape_is_an_error_that_states_both()
    {
        CopyCase("mean");
        var x = NpyArray.Read(Path.Combine(TorchMnist, "x.npy"));
        NpyArray.Of(x.AsSingles(), x.Shape[0], 1, 28, 28).Write(folder["x.npy"]);

        var error = Assert.Throws<VaeOnnxException>(() => Check(folder.Path));

        Assert.Equal(ErrorKind.Input, error.Kind);
        Assert.Contains("Float32 [N, 784] expected, found Float32 [34, 1, 28, 28]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_of_another_type_is_an_error_that_states_both()
    {
        CopyCase("x");
        var mean = NpyArray.Read(Path.Combine(TorchMnist, "mean.npy"));
        NpyArray.Of(mean.AsDoubles(), [.. mean.Shape]).Write(folder["mean.npy"]);

        var error = Assert.Throws<VaeOnnxException>(() => Check(folder.Path));

        Assert.Contains("Float32 [34, 20] expected, found Float64 [34, 20]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("kld")]
    [InlineData("x")]
    [InlineData("mean", "recon")]
    public void A_folder_with_nothing_to_judge_is_an_error(params string[] arrays)
    {
        CopyCase(arrays);

        Assert.Equal(ErrorKind.Input, Assert.Throws<VaeOnnxException>(() => Check(folder.Path)).Kind);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Assert.Equal(ErrorKind.Input, Assert.Throws<VaeOnnxException>(() => Check(folder["nowhere"])).Kind);

    private static ReferenceReport Check(string directory, double? absolute = null, double? relative = null) =>
        ReferenceCheck.Check(directory, TorchPair.Value.Encoder, TorchPair.Value.Decoder, new() { Tolerance = Tolerance.From(absolute, relative) });

    private void CopyCase(params string[] arrays)
    {
        foreach (var array in arrays)
        {
            File.Copy(Path.Combine(TorchMnist, array + ".npy"), folder[array + ".npy"]);
        }
    }

    private static (ExportedGraph Encoder, ExportedGraph Decoder) Pair(string path, string? architecture = null)
    {
        using var checkpoint = Checkpoint.Open(path);
        var weights = new Weights(checkpoint);
        var file = architecture is null ? null : Fixtures.Path("..", "src", "Export", "Architectures", "published", architecture + ".json");
        var family = Recognition.Recognise(checkpoint, weights, file, null).Family;
        var pair = ModelPair.Build(family, weights, 18).Finish((_, _) => { }, "", weights, Task.FromResult(""), "full");
        return (Kept(pair[0]), Kept(pair[1]));
    }

    /// <summary>The graph as it stands in its file: the weights of a fresh one are those of the open checkpoint.</summary>
    private static ExportedGraph Kept(ExportedGraph graph) => graph with { Model = ModelProto.Parser.ParseFrom(graph.Bytes.Span) };

    /// <summary>Weights of pixels that are black in all pictures touch nothing.</summary>
    private static int BrightestPixel { get; } = NpyArray.Read(Path.Combine(TorchMnist, "x.npy")).AsSingles()
        .Index().GroupBy(pixel => pixel.Index % 784, pixel => pixel.Item).MaxBy(pixel => pixel.Sum())!.Key;

    /// <summary>
    /// The graph with one element of a tensor changed; the graph itself where it has no such tensor. The greatest one:
    /// a negative weight may switch its unit off, and then nothing of it is seen.
    /// </summary>
    private static ExportedGraph Nudged(ExportedGraph graph, string tensor)
    {
        var model = graph.Model.Clone();
        if (model.Graph.Initializer.SingleOrDefault(initializer => initializer.Name == tensor) is { } found)
        {
            var numbers = MemoryMarshal.Cast<byte, float>(found.RawData.Span).ToArray();
            var largest = numbers.Index()
                .Where(number => tensor != "fc1.weight" || number.Index % 784 == BrightestPixel)
                .MaxBy(number => number.Item).Index;
            numbers[largest] *= 1 + 1e-4f;
            found.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }

        return new ExportedGraph(model, model.ToByteArray(), graph.Metadata);
    }
}
