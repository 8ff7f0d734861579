using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Verification;

public class GraphVerifierTests
{
    [Fact]
    public void A_correct_encoder_passes_with_every_input_batch_and_optimization()
    {
        var result = Verify(TestNetworks.Encoder(), VerificationLevel.Full);

        Assert.True(result.Passed);
        Assert.Equal(5 * 3 * 2 * 2, result.Checks.Count);
        Assert.Equal(["mean", "logvar"], result.Outputs.Select(output => output.Output));
        Assert.All(result.Outputs, output => Assert.InRange(output.GreatestShare, 1e-6, 0.9));
    }

    [Fact]
    public void A_quick_verification_is_one_row_without_and_with_optimization()
    {
        var result = Verify(TestNetworks.Encoder(), VerificationLevel.Quick);

        Assert.True(result.Passed);
        Assert.Equal(
            [GraphOptimization.None, GraphOptimization.None, GraphOptimization.All, GraphOptimization.All],
            result.Checks.Select(check => check.Optimization));
        Assert.All(result.Checks, check => Assert.Equal(1, check.Batch));
    }

    [Fact]
    public void Two_verifications_of_a_graph_give_the_same_figures()
    {
        var (first, second) = (Verify(TestNetworks.Encoder(), VerificationLevel.Full), Verify(TestNetworks.Encoder(), VerificationLevel.Full));

        Assert.Equal(
            first.Outputs.Select(output => (output.GreatestAbsolute, output.GreatestShare)),
            second.Outputs.Select(output => (output.GreatestAbsolute, output.GreatestShare)));
    }

    [Fact]
    public void At_level_none_nothing_is_run()
    {
        var result = GraphVerifier.Verify(TestNetworks.Encoder(), ReadOnlyMemory<byte>.Empty, VerificationLevel.None);

        Assert.True(result.Passed);
        Assert.Empty(result.Checks);
    }

    [Theory]
    [InlineData("two rows of weights exchanged")]
    [InlineData("a bias dropped")]
    [InlineData("an activation left out")]
    [InlineData("another activation")]
    [InlineData("two heads exchanged")]
    public void A_file_that_computes_something_else_is_caught_even_by_a_quick_verification(string mutation)
    {
        var model = TestNetworks.Encoder(activation: "Sigmoid");
        var written = Mutated(model, mutation);

        var result = GraphVerifier.Verify(model, written.ToByteArray(), VerificationLevel.Quick);

        Assert.False(result.Passed);
        Assert.All(result.Outputs, output => Assert.True(output.GreatestShare > 1));
    }

    [Fact]
    public void A_result_that_is_not_a_number_fails()
    {
        // log(−1) in float32; float64 gives no number either, so that no bound could catch it.
        var model = new TestGraph("x", 4)
            .Constant("one", [1], 1f)
            .Node("Sub", ["x", "one"], ["less"])
            .Node("Log", "less", "y")
            .Output("y", 4)
            .Build();

        var result = Verify(model, VerificationLevel.Quick);

        Assert.False(result.Passed);
        Assert.All(result.Checks, check => Assert.Equal(4, check.Comparison.NotANumber));
    }

    [Fact]
    public void Numbers_beyond_float32_are_counted_and_not_judged()
    {
        var model = new TestGraph("x", 4).Node("Exp", "x", "y").Output("y", 4).Build();

        var result = Verify(model, VerificationLevel.Full);

        Assert.True(result.Passed);
        var output = Assert.Single(result.Outputs);
        Assert.InRange(output.Unbounded, 1, output.Elements / 2);
        Assert.All(
            result.Checks.Where(check => check.Input is InputKind.Zeros or InputKind.Ones or InputKind.Uniform),
            check => Assert.Equal(0, check.Comparison.Unbounded));
    }

    [Fact]
    public void An_output_that_could_nowhere_be_judged_does_not_pass()
    {
        var model = new TestGraph("x", 4)
            .Constant("large", [1], 1000f)
            .Node("Add", ["x", "large"], ["sum"])
            .Node("Exp", "sum", "y")
            .Output("y", 4)
            .Build();

        Assert.False(Verify(model, VerificationLevel.Quick).Passed);
    }

    [Fact]
    public void A_graph_that_the_runtime_refuses_is_an_error_that_says_so()
    {
        var model = TestNetworks.Encoder();

        var error = Assert.Throws<VaeOnnxException>(
            () => GraphVerifier.Verify(model, new byte[] { 1, 2, 3 }, VerificationLevel.Quick));

        Assert.Contains("ONNX Runtime does not accept the graph", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_verification_ends()
    {
        var model = TestNetworks.Encoder();

        Assert.Throws<OperationCanceledException>(() => GraphVerifier.Verify(
            model, model.ToByteArray(), VerificationLevel.Full, new CancellationToken(canceled: true)));
    }

    private static GraphVerification Verify(ModelProto model, VerificationLevel level) =>
        GraphVerifier.Verify(model, model.ToByteArray(), level);

    private static ModelProto Mutated(ModelProto model, string mutation)
    {
        var mutant = model.Clone();
        var hidden = mutant.Graph.Initializer.Single(tensor => tensor.Name == "hidden.weight");
        var bias = mutant.Graph.Initializer.Single(tensor => tensor.Name == "hidden.bias");
        switch (mutation)
        {
            case "two rows of weights exchanged":
                var weights = MemoryMarshal.Cast<byte, float>(hidden.RawData.Span).ToArray();
                var inner = (int)hidden.Dims[1];
                hidden.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(
                    [.. weights[inner..(2 * inner)], .. weights[..inner], .. weights.AsSpan(2 * inner)]));
                break;
            case "a bias dropped":
                bias.RawData = ByteString.CopyFrom(new byte[bias.RawData.Length]);
                break;
            case "an activation left out":
                mutant.Graph.Node[1].OpType = "Identity";
                break;
            case "another activation":
                mutant.Graph.Node[1].OpType = "Tanh";
                break;
            case "two heads exchanged":
                (mutant.Graph.Output[0].Name, mutant.Graph.Output[1].Name) = ("logvar", "mean");
                (mutant.Graph.Node[2].Output[0], mutant.Graph.Node[3].Output[0]) = ("logvar", "mean");
                break;
            default:
                throw new ArgumentException(mutation);
        }

        return mutant;
    }
}
