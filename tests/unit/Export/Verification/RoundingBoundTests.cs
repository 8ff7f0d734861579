using FsCheck.Xunit;
using Google.Protobuf;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Tests.Unit.Export.Verification;

/// <summary>The bound holds for networks of every shape and size, with the ONNX Runtime of this machine.</summary>
public class RoundingBoundTests
{
    private static readonly string[] Activations =
        ["Relu", "Tanh", "Sigmoid", "Softplus", "Elu", "Selu", "LeakyRelu", "Gelu", "Identity"];

    [Property(MaxTest = 60)]
    public void ONNX_Runtime_stays_inside_the_bound_of_a_random_network(int seed)
    {
        var random = new Random(seed);
        var (model, inner) = Network(random);
        var rows = random.Next(1, 20);
        var x = TestNetworks.Normal(random, rows * inner, Math.Pow(10, random.Next(-6, 7)));
        var exact = new GraphEvaluator(model).Evaluate(
            new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact([rows, inner], x) })["y"];

        foreach (var optimization in Enum.GetValues<GraphOptimization>())
        {
            using var runner = new OrtRunner(model.ToByteArray(), optimization);
            var actual = runner.Run([RunInput.Of("x", x, [rows, inner])])["y"];
            var comparison = Comparison.Of(actual.Shape, actual.Numbers, exact.Values, exact.Bounds);

            Assert.True(comparison.Passed, $"{comparison.Mismatched} of {comparison.Elements} outside: {comparison.GreatestShare}");
            Assert.Equal(0, comparison.Unbounded);
        }
    }

    [Property(MaxTest = 30)]
    public void ONNX_Runtime_stays_inside_the_bound_of_a_sum(int seed)
    {
        var random = new Random(seed);
        var (rows, inner) = (random.Next(1, 9), random.Next(1, 3000));
        var model = new TestGraph("x", inner)
            .Constant("last", [1L])
            .Node("ReduceSum", ["x", "last"], ["y"], ("keepdims", 0L))
            .Output("y")
            .Build();
        var x = TestNetworks.Normal(random, rows * inner, Math.Pow(10, random.Next(-6, 7)));
        var exact = new GraphEvaluator(model).Evaluate(
            new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact([rows, inner], x) })["y"];

        foreach (var optimization in Enum.GetValues<GraphOptimization>())
        {
            using var runner = new OrtRunner(model.ToByteArray(), optimization);
            var actual = runner.Run([RunInput.Of("x", x, [rows, inner])])["y"];

            Assert.Equal([rows], actual.Shape);
            Assert.True(Comparison.Of(actual.Shape, actual.Numbers, exact.Values, exact.Bounds).Passed);
        }
    }

    [Fact]
    public void The_bound_is_reached_by_a_sum_in_the_worst_order()
    {
        // 1 and then halves of its last place, each lost in float32: the loss that gamma_n is there for.
        const int Terms = 1000;
        float[] weights = [1, .. Enumerable.Repeat(5.96e-8f, Terms)];
        var model = new TestGraph("x", Terms + 1).Linear("x", "y", 1, Terms + 1, weights, null).Output("y", 1).Build();
        var ones = Enumerable.Repeat(1f, Terms + 1).ToArray();
        var exact = new GraphEvaluator(model).Evaluate(
            new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact([1, Terms + 1], ones) })["y"];

        var sum = weights.Aggregate((sum, term) => sum + term);

        Assert.InRange(Math.Abs(sum - exact.Values[0]) / exact.Bounds[0], 0.9, 1.0);
    }

    [Fact]
    public void The_bound_covers_every_order_of_summation()
    {
        const int Inner = 400;
        var random = new Random(11);
        var weights = TestNetworks.Normal(random, Inner);
        var x = TestNetworks.Normal(random, Inner, 100);
        var model = new TestGraph("x", Inner).Linear("x", "y", 1, Inner, weights, null).Output("y", 1).Build();
        var exact = new GraphEvaluator(model).Evaluate(
            new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact([1, Inner], x) })["y"];

        for (var shuffle = 0; shuffle < 200; shuffle++)
        {
            var order = Enumerable.Range(0, Inner).ToArray();
            random.Shuffle(order);
            var separate = order.Aggregate(0f, (sum, k) => sum + weights[k] * x[k]);
            var fused = order.Aggregate(0f, (sum, k) => MathF.FusedMultiplyAdd(weights[k], x[k], sum));

            Assert.InRange(Math.Abs(separate - exact.Values[0]), 0, exact.Bounds[0]);
            Assert.InRange(Math.Abs(fused - exact.Values[0]), 0, exact.Bounds[0]);
        }
    }

    /// <summary>One to four layers of random widths, weights of random sizes, torch's or Flax's layout.</summary>
    internal static (ModelProto Model, int Inner) Network(Random random)
    {
        var layers = random.Next(1, 5);
        var first = random.Next(1, 300);
        var (inner, value) = (first, "x");
        var graph = new TestGraph("x", first);
        for (var layer = 0; layer < layers; layer++)
        {
            var outer = random.Next(1, 120);
            var weight = TestNetworks.Normal(random, outer * inner, Math.Pow(10, random.Next(-3, 2)));
            var bias = TestNetworks.Normal(random, outer, Math.Pow(10, random.Next(-3, 2)));
            graph = random.Next(3) switch
            {
                0 => graph.Linear(value, $"h{layer}", outer, inner, weight, bias),
                1 => graph.Constant($"w{layer}", [inner, outer], weight).Constant($"b{layer}", [outer], bias)
                    .Node("Gemm", [value, $"w{layer}", $"b{layer}"], [$"h{layer}"]),
                _ => graph.Constant($"w{layer}", [inner, outer], weight).Constant($"b{layer}", [outer], bias)
                    .Node("MatMul", [value, $"w{layer}"], [$"p{layer}"]).Node("Add", [$"p{layer}", $"b{layer}"], [$"h{layer}"]),
            };
            value = layer == layers - 1 ? "y" : $"a{layer}";
            graph.Node(Activations[random.Next(Activations.Length)], $"h{layer}", value);
            inner = outer;
        }

        return (graph.Output("y", inner).Build(), first);
    }
}
