using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VaeOnnx.Export;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Families;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Reports;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;
using VaeOnnx.Parity;

namespace VaeOnnx.Tests.Unit.Export;

/// <summary>Graphs whose weights are not float32.</summary>
public sealed class PrecisionTests : IDisposable
{
    private static readonly string Mnist = Fixtures.Path("torch-mnist", "model.bin");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(GraphPrecision.Fp16, "fp16")]
    [InlineData(GraphPrecision.Bf16Weights, "bf16-weights")]
    public void The_file_is_half_as_large_and_takes_and_gives_float32_as_ever(GraphPrecision precision, string word)
    {
        var whole = Export(Mnist, GraphPrecision.Fp32, VerificationLevel.None).Graphs[0].Bytes;

        var report = Export(Mnist, precision, VerificationLevel.Quick);

        Assert.InRange(report.Graphs[0].Bytes, whole * 0.49, whole * 0.51);
        using var session = new InferenceSession(folder["onnx", "encoder.onnx"]);
        Assert.All(session.InputMetadata.Concat(session.OutputMetadata), tensor => Assert.Equal(TensorElementType.Float, tensor.Value.ElementDataType));
        Assert.Equal(word, Metadata().DType);
        Assert.Equal("float32", Metadata().RoundedFrom);
    }

    [Theory]
    [InlineData(GraphPrecision.Fp16, 2e-2)]
    [InlineData(GraphPrecision.Bf16Weights, 5e-2)]
    public void Such_a_pair_is_served_like_any_other_and_gives_nearly_the_same_numbers(GraphPrecision precision, double near)
    {
        Export(Mnist, precision, VerificationLevel.None);
        var x = VaeOnnx.Data.NpyArray.Read(Fixtures.Path("torch-mnist", "x.npy")).AsSingles();
        var expected = VaeOnnx.Data.NpyArray.Read(Fixtures.Path("torch-mnist", "mean.npy")).AsSingles();

        using var vae = Vae.Load(folder["onnx"], new() { Threads = 1 });
        var mean = vae.Encode(x).Mean.ToArray();

        Assert.Equal(expected.Length, mean.Length);
        Assert.All(expected.Zip(mean), pair => Assert.Equal(pair.First, pair.Second, near));
        Assert.NotEqual(expected, mean);
    }

    [Fact]
    public void Float16_is_verified_on_inputs_that_stay_inside_its_range_and_the_report_says_which_and_what_rounding_costs()
    {
        var report = Export(Mnist, GraphPrecision.Fp16, VerificationLevel.Full);

        Assert.True(report.Passed);
        var checks = report.Graphs.SelectMany(graph => graph.Verification.Checks).ToList();
        Assert.DoesNotContain(checks, check => check.Input == InputKind.Normal1E4);
        Assert.Contains(checks, check => check.Input == InputKind.Normal1E1);
        Assert.All(checks, check => Assert.Equal(0, check.Comparison.Unbounded));
        Assert.All(report.Graphs.SelectMany(graph => graph.Verification.Rounding), effect =>
        {
            Assert.True(effect.Conversion.Passed);
            Assert.True(effect.Distance.Passed);
            Assert.InRange(effect.Distance.GreatestAbsolute!.Value, 1e-6, 1e-1);
        });
        var text = TextReport.Of(report);
        Assert.Contains("rounded     weights from float32 to float16, by 4.9e-04 of their value at most", text, StringComparison.Ordinal);
        Assert.Contains("against the unrounded model on inputs from 0 to 1 (reported, not judged)", text, StringComparison.Ordinal);
        Assert.Contains("zeros, ones, uniform noise, N(0,1), 10 x N(0,1)", text, StringComparison.Ordinal);
    }

    /// <summary>Any MLP: depths, widths, activations and spreads at random, in either precision.</summary>
    [Property(MaxTest = 40)]
    public Property Any_MLP_is_exported_within_its_bound() => Prop.ForAll(RandomMlp.Arbitrary, mlp =>
    {
        var precision = mlp.Seed % 3 == 0 ? GraphPrecision.Bf16Weights : GraphPrecision.Fp16;
        var report = ExportOrReport(mlp.Write(folder), new() { Opset = mlp.Opset, Precision = precision });

        // The logarithm of a deviation that float16 may round to nothing is without a bound: it is not judged, and not passed.
        Assert.All(report.Graphs.SelectMany(graph => graph.Verification.Outputs), output => Assert.True(output.Passed || output.Unbounded == output.Elements));
        Assert.All(report.Graphs.SelectMany(graph => graph.Verification.Rounding), effect => Assert.True(effect.Conversion.Passed, $"{mlp}: {effect}"));
        Assert.All(report.Graphs.SelectMany(graph => graph.Verification.Rounding), effect => Assert.True(effect.Distance.Passed, $"{mlp}: {effect}"));
    });

    [Fact]
    public void A_weight_that_float16_does_not_hold_is_named()
    {
        var model = SmallModel.PyTorchExample().With("fc3.weight", 4, 65_520).Save(folder);

        var error = Assert.Throws<VaeOnnxException>(() => Export(model, GraphPrecision.Fp16));

        Assert.Equal(ErrorKind.Input, error.Kind);
        Assert.Contains("fc3.weight does not fit into float16: 65520 at [2, 0], 1 such value in all. Float16 ends at 65504", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["onnx"]));
    }

    [Fact]
    public void The_greatest_and_the_smallest_weights_of_float16_pass_and_what_became_zero_is_counted()
    {
        var model = SmallModel.PyTorchExample().With("fc3.weight", 4, 65_519).With("fc3.weight", 5, 1e-9f).With("fc3.weight", 6, 5.96e-8f).Save(folder);

        var report = Export(model, GraphPrecision.Fp16, VerificationLevel.Quick);

        Assert.True(report.Passed);
        Assert.Equal(1, report.Loss!.Zeros);
        Assert.Contains("of their value at most, 1 of them to 0", TextReport.Of(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GraphPrecision.Fp16)]
    [InlineData(GraphPrecision.Bf16Weights)]
    public void A_graph_in_which_any_one_weight_is_off_by_the_least_step_fails(GraphPrecision precision)
    {
        using var pair = new SmallPairInMemory(folder, precision);
        Assert.All(pair.Graphs, graph => Assert.True(pair.Judge(graph, graph.Model).Passed));

        int caught = 0;
        foreach (var graph in pair.Graphs)
        {
            foreach (var (name, element) in graph.Model.Graph.Initializer.SelectMany(tensor => Enumerable.Range(0, tensor.RawData.Length / 2).Select(i => (tensor.Name, i))))
            {
                var mutant = graph.Model.Clone();
                var tensor = mutant.Graph.Initializer.Single(candidate => candidate.Name == name);
                var bits = MemoryMarshal.Cast<byte, ushort>(tensor.RawData.Span).ToArray();
                bits[element]++;
                tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(bits.AsSpan()));

                var judged = pair.Judge(graph, mutant);
                // A unit that the relu switches off on this input: nothing that runs on it can tell.
                if (judged.Rounding.All(effect => effect.Conversion.GreatestAbsolute!.Value < 1e-12)) continue;
                Assert.False(judged.Passed, $"{name}[{element}]");
                caught++;
                // ONNX Runtime computes the wrong graph rightly: that alone would not tell.
                Assert.All(judged.Outputs, output => Assert.True(output.Passed));
            }
        }

        Assert.InRange(caught, 75, int.MaxValue);
    }

    [Fact]
    public void An_ONNX_Runtime_that_ran_another_float16_graph_would_fail()
    {
        using var pair = new SmallPairInMemory(folder, GraphPrecision.Fp16);
        var decoder = pair.Graphs[1];
        var other = decoder.Model.Clone();
        other.Graph.Node.Single(node => node.OpType == "Sigmoid").OpType = "Neg";

        var result = GraphVerifier.Verify(new ModelGraph(decoder.Model, other.ToByteArray()), GraphPrecision.Fp16, null, VerificationLevel.Full);

        Assert.False(result.Outputs.Single(output => output.Output == "recon").Passed);
        Assert.True(result.Outputs.Single(output => output.Output == "logits").Passed);
    }

    [Theory]
    [InlineData(GraphPrecision.Fp16)]
    [InlineData(GraphPrecision.Bf16Weights)]
    public void Arrays_of_the_unrounded_model_are_judged_by_what_rounding_may_do(GraphPrecision precision)
    {
        Export(Mnist, precision, VerificationLevel.None);

        var report = ParityCheck.Check(folder["onnx"], [Fixtures.Path("torch-mnist")]);

        Assert.True(report.GraphHolds);
        Assert.True(report.RuntimeHolds);
        Assert.Contains("judged by what rounding each weight once may do", report.Cases[0].Rounding, StringComparison.Ordinal);
        Assert.All(report.Cases[0].Comparisons, comparison => Assert.InRange(comparison.Comparison.GreatestShare!.Value, 0, 0.999));
    }

    [Fact]
    public void Arrays_of_another_model_fail_a_float16_pair()
    {
        Export(Mnist, GraphPrecision.Fp16, VerificationLevel.None);
        Directory.CreateDirectory(folder["case"]);
        File.Copy(Fixtures.Path("torch-mnist", "x.npy"), folder["case", "x.npy"]);
        var mean = VaeOnnx.Data.NpyArray.Read(Fixtures.Path("torch-mnist", "mean_f64.npy"));
        VaeOnnx.Data.NpyArray.Of([.. mean.AsDoubles().Select(value => value + 0.5)], [.. mean.Shape]).Write(folder["case", "mean_f64.npy"]);

        Assert.False(ParityCheck.Check(folder["onnx"], [folder["case"]]).GraphHolds);
    }

    [Fact]
    public void A_pair_of_a_float64_checkpoint_holds_against_its_float64_arrays_also_in_vae_parity()
    {
        // Weights that float32 does not hold, and what they compute in float64.
        var exact = SmallModel.PyTorchExample().SaveDoubles(folder, value => value * (1 + 1e-9));
        VaeExporter.Export(exact, folder["onnx"]);
        Directory.CreateDirectory(folder["case"]);
        var x = VerificationInputs.Rows(InputKind.Uniform, 4, new GraphInput("x", [12]));
        VaeOnnx.Data.NpyArray.Of(x, 4, 12).Write(folder["case", "x.npy"]);
        using var checkpoint = Checkpoint.Open(exact);
        var model = ModelPair.Unrounded(Recognition.Recognise(checkpoint, new Weights(checkpoint), null, null).Family, checkpoint, 18);
        var mean = new GraphEvaluator(ModelGraph.Of(model.Graphs[0])).Evaluate(
            new Dictionary<string, VaeOnnx.Export.Verification.Arithmetic.BoundedTensor> { ["x"] = VaeOnnx.Export.Verification.Arithmetic.BoundedTensor.Exact([4, 12], x) })["mean"];
        VaeOnnx.Data.NpyArray.Of(mean.Values, 4, 2).Write(folder["case", "mean_f64.npy"]);

        var report = ParityCheck.Check(folder["onnx"], [folder["case"]]);

        Assert.True(report.GraphHolds);
        Assert.Contains("the weights were rounded from float64 for fp32", report.Cases[0].Rounding, StringComparison.Ordinal);
        Assert.InRange(report.Cases[0].Comparisons[0].Comparison.GreatestAbsolute!.Value, 1e-12, 1e-6);
    }

    [Fact]
    public void A_float16_checkpoint_is_exported_in_float16_without_loss()
    {
        var report = Export(Fixtures.Path("formats", "float16.safetensors"), GraphPrecision.Fp16);

        Assert.Null(report.Loss);
        Assert.Null(Metadata().RoundedFrom);
        Assert.All(report.Graphs.SelectMany(graph => graph.Verification.Rounding), effect => Assert.Equal(0, effect.Distance.GreatestAbsolute!.Value, 1e-12));
    }

    /// <summary>What PyTorch wrote of the same model by <c>.half()</c> and <c>.bfloat16()</c>.</summary>
    [Theory]
    [InlineData("float16.safetensors", GraphPrecision.Fp16)]
    [InlineData("bfloat16.safetensors", GraphPrecision.Bf16Weights)]
    public void Weights_are_rounded_as_PyTorch_rounds_them(string byPyTorch, GraphPrecision precision)
    {
        Export(Fixtures.Path("formats", "model.safetensors"), precision, VerificationLevel.None);
        var ours = Weights();
        Export(Fixtures.Path("formats", byPyTorch), precision, VerificationLevel.None);

        Assert.Equal(Weights(), ours);
        Assert.Equal(5, ours.Count(tensor => tensor.Name.EndsWith(".weight", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1.00390625f, 0x3F80)] // 1 + 2^-8, half a step: to the even one below
    [InlineData(1.01171875f, 0x3F82)] // 1 + 3 · 2^-8: to the even one above
    [InlineData(1.0039064f, 0x3F81)]
    [InlineData(-1.00390625f, 0xBF80)]
    [InlineData(3.3961776e38f, 0x7F80)]
    [InlineData(1e-45f, 0x0000)]
    public void A_bfloat16_is_the_nearest_and_of_two_the_even_one(float number, int bits) => Assert.Equal(
        (ushort)bits,
        MemoryMarshal.Cast<byte, ushort>(WeightConversion.To(
            VaeOnnx.Data.ElementType.BFloat16, MemoryMarshal.AsBytes([number]), VaeOnnx.Data.ElementType.Float32))[0]);

    [Fact]
    public void A_float64_is_rounded_to_float16_once()
    {
        // A little above half a step from 1: by way of float32 it would be half a step, and become 1.
        var number = 1 + Math.ScaleB(1, -11) + Math.ScaleB(1, -40);

        var half = MemoryMarshal.Cast<byte, Half>(WeightConversion.To(
            VaeOnnx.Data.ElementType.Float16, MemoryMarshal.AsBytes([number]), VaeOnnx.Data.ElementType.Float64))[0];

        Assert.Equal(1 + 1.0 / 1024, (double)half);
    }

    private List<(string Name, string Data)> Weights() =>
    [
        .. ((string[])["encoder.onnx", "decoder.onnx"])
            .SelectMany(name => ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["onnx", name])).Graph.Initializer)
            .Select(tensor => (tensor.Name, Convert.ToHexString(tensor.RawData.Span))),
    ];

    private ExportReport Export(string checkpoint, GraphPrecision precision, VerificationLevel level = VerificationLevel.Full) =>
        VaeExporter.Export(checkpoint, folder["onnx"], new() { Precision = precision, Verification = level });

    private ExportReport ExportOrReport(string checkpoint, ExportOptions options)
    {
        try
        {
            return VaeExporter.Export(checkpoint, folder["onnx"], options);
        }
        catch (VerificationException failed)
        {
            return failed.Report;
        }
    }

    private VaeMetadata Metadata() => VaeMetadata.Parse(OnnxMetadata.Read(folder["onnx", "encoder.onnx"]), "encoder.onnx");

    /// <summary>A small pair before it is written, with the checkpoint that it is of.</summary>
    private sealed class SmallPairInMemory : IDisposable
    {
        private readonly Checkpoint checkpoint;
        private readonly GraphPrecision precision;
        private readonly ModelPair unrounded;

        public SmallPairInMemory(TemporaryFolder folder, GraphPrecision precision)
        {
            this.precision = precision;
            checkpoint = Checkpoint.Open(SmallModel.PyTorchExample().Save(folder));
            var weights = new Weights(checkpoint, precision.WeightType());
            var family = Recognition.Recognise(checkpoint, weights, null, null).Family;
            Graphs = [.. ModelPair.Build(family, weights, 18, precision).Finish((_, _) => { }, "", weights, Task.FromResult(""), "full")];
            unrounded = ModelPair.Unrounded(family, checkpoint, 18);
        }

        public ExportedGraph[] Graphs { get; }

        public GraphVerification Judge(ExportedGraph graph, ModelProto model) => GraphVerifier.Verify(
            new ModelGraph(model, model.ToByteArray()), precision, ModelGraph.Of(unrounded.Graphs[Array.IndexOf(Graphs, graph)]), VerificationLevel.Quick);

        public void Dispose() => checkpoint.Dispose();
    }
}
