using Google.Protobuf;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Export.Verification.Operators;

namespace VaeOnnx.Tests.Unit.Export.Verification;

/// <summary>The table of kernel errors covers what the ONNX Runtime of this machine does.</summary>
public class KernelErrorTests
{
    private static readonly float[] Numbers = Sweep();

    // Of one number; the operators of several inputs, and those that only move elements, have tests of their own.
    public static TheoryData<string> Functions =>
        new("Elu", "Erf", "Exp", "Gelu", "Identity", "LeakyRelu", "Log", "Neg", "Relu", "Selu", "Sigmoid", "Softplus", "Sqrt", "Tanh");

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_stays_inside_its_bound_for_numbers_of_all_sizes(string operation)
    {
        AssertInside(new TestGraph("x").Node(operation, "x", "y").Output("y"));
    }

    [Theory]
    [InlineData("PRelu")]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    public void Every_operation_of_two_numbers_stays_inside_its_bound(string operation)
    {
        AssertInside(new TestGraph("x")
            .Constant("c", [1], 1.37e-3f)
            .Node("Tanh", "x", "t")
            .Node("Add", ["t", "c"], ["shifted"])
            .Node(operation, ["x", "shifted"], ["y"])
            .Output("y"));
    }

    [Fact]
    public void Clip_stays_inside_its_bound() => AssertInside(new TestGraph("x")
        .Constant("least", [], -3.3f).Constant("most", [], 7.7f).Node("Clip", ["x", "least", "most"], ["y"]).Output("y"));

    [Theory]
    [InlineData(0.3f)]
    [InlineData(2.5f)]
    [InlineData(40f)]
    public void Elu_stays_inside_its_bound_for_other_slopes(float alpha) =>
        AssertInside(new TestGraph("x").Node("Elu", "x", "y", ("alpha", alpha)).Output("y"));

    [Theory]
    [InlineData(0.2f)]
    [InlineData(-0.5f)]
    [InlineData(3f)]
    public void LeakyRelu_stays_inside_its_bound_for_other_slopes(float alpha) =>
        AssertInside(new TestGraph("x").Node("LeakyRelu", "x", "y", ("alpha", alpha)).Output("y"));

    [Fact]
    public void Selu_stays_inside_its_bound_for_other_constants() =>
        AssertInside(new TestGraph("x").Node("Selu", "x", "y", ("alpha", 0.7f), ("gamma", 3f)).Output("y"));

    [Fact]
    public void Gelu_with_tanh_stays_inside_its_bound() =>
        AssertInside(new TestGraph("x").Node("Gelu", "x", "y", ("approximate", "tanh")).Output("y"));

    [Fact]
    public void Silu_as_two_nodes_stays_inside_its_bound_also_where_it_is_fused() =>
        AssertInside(new TestGraph("x").Node("Sigmoid", "x", "s").Node("Mul", ["x", "s"], ["y"]).Output("y"));

    [Fact]
    public void Gelu_as_five_nodes_stays_inside_its_bound_also_where_it_is_fused() => AssertInside(new TestGraph("x")
        .Constant("root", [], 1.41421354f).Constant("one", [], 1).Constant("half", [], 0.5f)
        .Node("Div", ["x", "root"], ["scaled"]).Node("Erf", "scaled", "erf").Node("Add", ["erf", "one"], ["sum"])
        .Node("Mul", ["x", "sum"], ["product"]).Node("Mul", ["product", "half"], ["y"]).Output("y"));

    [Fact]
    public void Gelu_with_tanh_as_nine_nodes_stays_inside_its_bound_also_where_it_is_fused() => AssertInside(new TestGraph("x")
        .Constant("cubic", [], 0.044715f).Constant("factor", [], 0.797884583f).Constant("one", [], 1).Constant("half", [], 0.5f)
        .Node("Mul", ["x", "x"], ["square"]).Node("Mul", ["square", "x"], ["cube"]).Node("Mul", ["cube", "cubic"], ["term"])
        .Node("Add", ["x", "term"], ["inner"]).Node("Mul", ["inner", "factor"], ["argument"]).Node("Tanh", "argument", "tanh")
        .Node("Add", ["tanh", "one"], ["sum"]).Node("Mul", ["x", "sum"], ["product"]).Node("Mul", ["product", "half"], ["y"])
        .Output("y"));

    /// <summary>Once whole, for the vector paths; once in pieces of 1 to 19, for the scalar tails.</summary>
    private static void AssertInside(TestGraph graph)
    {
        var model = graph.Build();
        foreach (var optimization in Enum.GetValues<GraphOptimization>())
        {
            using var runner = new OrtRunner(model.ToByteArray(), optimization);
            AssertInside(model, runner, Numbers);
            for (int length = 1, start = 0; start + length < 2000; start += length, length = length % 19 + 1)
            {
                AssertInside(model, runner, Numbers[^(start + length)..^start]);
            }
        }
    }

    private static void AssertInside(ModelProto model, OrtRunner runner, float[] x)
    {
        var exact = new GraphEvaluator(model).Evaluate(
            new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact([x.Length], x) })["y"];
        var actual = runner.Run([RunInput.Of("x", x, [x.Length])])["y"];

        // Outside the domain (the logarithm of −1) nothing is promised, and no number is the right answer.
        var inside = Enumerable.Range(0, x.Length).Where(i => !double.IsNaN(exact.Values[i])).ToArray();
        var comparison = Comparison.Of(
            [inside.Length],
            [.. inside.Select(i => actual.Numbers[i])],
            [.. inside.Select(i => exact.Values[i])],
            [.. inside.Select(i => exact.Bounds[i])]);
        Assert.True(comparison.Passed, $"{comparison.Mismatched} outside, {comparison.NotANumber} not a number, {comparison.GreatestShare}");
    }

    /// <summary>Every exponent of both signs, then a dense stretch where activations live.</summary>
    private static float[] Sweep()
    {
        var random = new Random(3);
        var numbers = new List<float> { 0, -0f, float.MaxValue, float.MinValue };
        for (var exponent = 0; exponent < 255; exponent++)
        {
            for (var i = 0; i < 40; i++)
            {
                var number = BitConverter.Int32BitsToSingle(exponent << 23 | random.Next(1 << 23));
                numbers.Add(i % 2 == 0 ? number : -number);
            }
        }

        numbers.AddRange(Enumerable.Range(0, 40_000).Select(i => (float)((2 * random.NextDouble() - 1) * (i % 3 == 0 ? 1 : i % 3 == 1 ? 10 : 100))));
        return [.. numbers];
    }
}
