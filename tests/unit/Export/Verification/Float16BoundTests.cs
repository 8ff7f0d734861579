using FsCheck.Xunit;
using Google.Protobuf;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Export.Verification.Operators;

namespace VaeOnnx.Tests.Unit.Export.Verification;

/// <summary>The float16 bound holds for whatever the ONNX Runtime of this machine does with a float16 graph.</summary>
public class Float16BoundTests
{
    private static readonly string[] OfTwo = ["PRelu", "Add", "Sub", "Mul", "Div"];

    private static readonly float[] EveryHalf = [.. Enumerable.Range(0, 1 << 16)
        .Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits)).Where(float.IsFinite)];

    public static TheoryData<string> Functions => new(OperatorTable.Names.Intersect(
        ["Elu", "Erf", "Exp", "Gelu", "Identity", "LeakyRelu", "Log", "Neg", "Relu", "Selu", "Sigmoid", "Softplus", "Sqrt", "Tanh"]));

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_stays_inside_its_bound_for_every_float16_there_is(string operation) =>
        AssertInside(new TestGraph("x").Node(operation, "x", "y").Output("y").Build(), [EveryHalf.Length], EveryHalf);

    /// <summary>What stands between nodes of float16 is run otherwise than what stands alone: as the body that ONNX defines it by.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public void Between_other_nodes_too(string operation)
    {
        // Softplus is not: it overflows from 88 up, and GraphBuilder takes it in float32.
        float[] x = operation == "Softplus" ? [.. EveryHalf.Where(number => number < 88)] : EveryHalf;
        foreach (var opset in operation == "Gelu" ? (int[])[20, 21] : [18, 20])
        {
            AssertInside(
                new TestGraph(opset, "x").Constant("one", [], 1)
                    .Node("Mul", ["x", "one"], ["before"]).Node(operation, "before", "after").Node("Mul", ["after", "one"], ["y"]).Output("y").Build(),
                [x.Length],
                x);
        }
    }

    [Fact]
    public void The_other_Gelu_stays_inside_its_bound_for_every_float16_there_is() =>
        AssertInside(new TestGraph("x").Node("Gelu", "x", "y", ("approximate", "tanh")).Output("y").Build(), [EveryHalf.Length], EveryHalf);

    [Fact]
    public void Silu_stays_inside_its_bound_also_where_it_is_fused() => AssertInside(
        new TestGraph("x").Node("Sigmoid", "x", "s").Node("Mul", ["x", "s"], ["y"]).Output("y").Build(), [EveryHalf.Length], EveryHalf);

    [Fact]
    public void Gelu_as_five_nodes_stays_inside_its_bound_also_where_it_is_fused() => AssertInside(
        new TestGraph("x")
            .Constant("root", [], 1.41421354f).Constant("one", [], 1).Constant("half", [], 0.5f)
            .Node("Div", ["x", "root"], ["scaled"]).Node("Erf", "scaled", "erf").Node("Add", ["erf", "one"], ["sum"])
            .Node("Mul", ["x", "sum"], ["product"]).Node("Mul", ["product", "half"], ["y"]).Output("y").Build(),
        [EveryHalf.Length],
        EveryHalf);

    [Fact]
    public void Every_operation_of_two_numbers_stays_inside_its_bound() => Assert.All(OfTwo, operation => AssertInside(
        new TestGraph("x").Node("Tanh", "x", "t").Node(operation, ["x", "t"], ["y"]).Output("y").Build(), [EveryHalf.Length], EveryHalf));

    [Property(MaxTest = 60)]
    public void ONNX_Runtime_stays_inside_the_bound_of_a_random_network(int seed)
    {
        var random = new Random(seed);
        var (model, inner) = RoundingBoundTests.Network(random);
        var rows = random.Next(1, 20);
        AssertInside(model, [rows, inner], TestNetworks.Normal(random, rows * inner, Math.Pow(10, random.Next(-6, 4))));
    }

    [Property(MaxTest = 60)]
    public void ONNX_Runtime_stays_inside_the_bound_of_a_convolution(int seed, bool transposed)
    {
        var (model, x, shape) = ConvolutionBoundTests.Convolution(new Random(seed), transposed, largest: 1);
        AssertInside(model, shape, x);
    }

    [Fact]
    public void A_layer_so_wide_that_a_classic_bound_says_nothing_has_a_bound()
    {
        const int Inner = 5000;
        var random = new Random(3);
        var model = new TestGraph("x", Inner).Linear("x", "y", 3, Inner, TestNetworks.Normal(random, 3 * Inner, 0.01), null).Output("y", 3).Build();

        var comparison = AssertInside(model, [2, Inner], TestNetworks.Normal(random, 2 * Inner));

        Assert.Equal(0, comparison.Unbounded);
    }

    [Fact]
    public void The_bound_covers_a_sum_that_is_rounded_to_float16_after_every_step()
    {
        const int Inner = 300;
        var random = new Random(11);
        var weights = TestNetworks.Normal(random, Inner).Select(number => (float)(Half)number).ToArray();
        var x = TestNetworks.Normal(random, Inner).Select(number => (float)(Half)number).ToArray();
        var model = Float16Graph.Of(new TestGraph("x", Inner).Linear("x", "y", 1, Inner, weights, null).Output("y", 1).Build());
        var exact = Evaluate(model, [1, Inner], x);

        for (var shuffle = 0; shuffle < 100; shuffle++)
        {
            var order = Enumerable.Range(0, Inner).ToArray();
            random.Shuffle(order);
            var sum = order.Aggregate((Half)0, (sum, k) => sum + (Half)weights[k] * (Half)x[k]);

            Assert.InRange(Math.Abs((double)sum - exact.Values[0]), 0, exact.Bounds[0]);
        }
    }

    [Fact]
    public void A_number_beyond_65504_is_not_judged()
    {
        var model = Float16Graph.Of(new TestGraph("x").Constant("c", [1], 3).Node("Mul", ["x", "c"], ["y"]).Output("y").Build());

        var y = Evaluate(model, [3], [21000, 21900, 65000]);

        Assert.Equal([true, false, false], y.Bounds.Select(double.IsFinite));
    }

    /// <summary>The weights of a random network rounded to float16 or bfloat16: in float64 its results move by no more than the bound.</summary>
    [Property(MaxTest = 60)]
    public void Rounded_weights_move_a_result_by_no_more_than_their_bound(int seed)
    {
        var random = new Random(seed);
        var (model, inner) = RoundingBoundTests.Network(random);
        var x = TestNetworks.Normal(random, 5 * inner, Math.Pow(10, random.Next(-3, 3)));
        var rounded = Float16Graph.Of(model);
        var inputs = new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact([5, inner], x) };

        var exact = new GraphEvaluator(model).Evaluate(inputs)["y"];
        var moved = new GraphEvaluator(new ModelGraph(rounded, default), Rounding.Float16Weights).Evaluate(inputs)["y"];

        // float64's own rounding, on top.
        var bounds = moved.Bounds.Zip(exact.Bounds, (bound, float32) => bound + float32 * 1e-8).ToArray();
        var comparison = Comparison.Of(exact.Shape, moved.Values, exact.Values, bounds);
        Assert.True(comparison.Passed, $"{comparison.Mismatched} of {comparison.Elements} outside: {comparison.GreatestShare}");
        Assert.Equal(0, comparison.Unbounded);
    }

    private static Comparison AssertInside(ModelProto float32, int[] shape, float[] x)
    {
        var model = Float16Graph.Of(float32);
        var exact = Evaluate(model, shape, x);
        var last = default(Comparison);
        foreach (var optimization in Enum.GetValues<GraphOptimization>())
        {
            using var runner = new OrtRunner(model.ToByteArray(), optimization);
            var actual = runner.Run([RunInput.Of("x", x, shape)])["y"];

            // Outside the domain (the logarithm of −1) nothing is promised, and no number is the right answer.
            var inside = Enumerable.Range(0, exact.Values.Length).Where(i => !double.IsNaN(exact.Values[i])).ToArray();
            last = Comparison.Of(
                [inside.Length],
                [.. inside.Select(i => actual.Numbers[i])],
                [.. inside.Select(i => exact.Values[i])],
                [.. inside.Select(i => exact.Bounds[i])]);
            Assert.True(last.Passed, $"{optimization}: {last.Mismatched} outside, {last.NotANumber} not a number, {last.GreatestShare}");
        }

        return last!;
    }

    private static BoundedTensor Evaluate(ModelProto model, int[] shape, float[] x) =>
        new GraphEvaluator(model).Evaluate(new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact(shape, x) })["y"];
}
