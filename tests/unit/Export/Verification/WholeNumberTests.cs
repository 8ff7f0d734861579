using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Inference;

namespace VaeOnnx.Tests.Unit.Export.Verification;

/// <summary>Whole numbers are evaluated exactly, and what depends on a comparison says when it may go either way.</summary>
public sealed class WholeNumberTests
{
    [Theory]
    [InlineData("Add", 7, 5, 12)]
    [InlineData("Sub", 7, 12, -5)]
    [InlineData("Mul", 1L << 31, 1L << 21, 1L << 52)]
    [InlineData("Div", 4294967295, 512, 8388607)]
    [InlineData("Div", -7, 2, -3)]
    [InlineData("BitwiseAnd", 0xFFFF0F0F, 0xF0F0F0F0, 0xF0F00000)]
    [InlineData("BitwiseXor", 0xFFFF0F0F, 0xF0F0F0F0, 0x0F0FFFFF)]
    public void Integers_are_exact(string operation, long a, long b, long expected)
    {
        var y = Evaluate(new TestGraph("x", 1).Constant("a", a).Constant("b", b).Node(operation, ["a", "b"], ["y"]));

        Assert.Equal((expected, 0), (y.Values[0], y.Bounds[0]));
        Assert.True(y.IsInteger);
    }

    [Theory]
    [InlineData("Mul", 1L << 40, 1L << 20, "more than float64 holds")]
    [InlineData("Div", 1, 0, "divides by zero")]
    public void What_float64_does_not_hold_is_refused(string operation, long a, long b, string words) => Refusal.Of(
        ErrorKind.Unsupported, () => Evaluate(new TestGraph("x", 1).Constant("a", a).Constant("b", b).Node(operation, ["a", "b"], ["y"])), words);

    [Fact]
    public void A_range_counts_up_to_its_limit()
    {
        var y = Evaluate(new TestGraph("x", 1).Constant("a", 2).Constant("b", 9).Constant("c", 3).Node("Range", ["a", "b", "c"], ["y"]));

        Assert.Equal([2, 5, 8], y.Values);
    }

    [Fact]
    public void A_shape_and_a_size_are_those_of_the_input()
    {
        Assert.Equal([4, 1], Evaluate(new TestGraph("x", 1).Node("Shape", "x", "y")).Values);
        Assert.Equal([4], Evaluate(new TestGraph("x", 1).Node("Size", "x", "y")).Values);
    }

    [Theory]
    [InlineData(16777216, null)]
    [InlineData(16777217, "too large for float32")]
    public void A_whole_number_is_cast_to_a_float32_that_holds_it(long number, string? refusal)
    {
        var graph = new TestGraph("x", 1).Constant("a", number).Node("Cast", "a", "y", ("to", 1L));

        if (refusal is not null) Refusal.Of(ErrorKind.Unsupported, () => Evaluate(graph), refusal);
        else Assert.Equal(number, Evaluate(graph).Values[0]);
    }

    [Fact]
    public void A_comparison_that_rounding_may_turn_leaves_the_choice_open()
    {
        // x·x against 2: of 1.5, 1.25 and √2 in float32, whose square is 2 but for a rounding.
        var graph = new TestGraph("x", 1)
            .Constant("two", [1], 2).Constant("ten", [4, 1], 10, 10, 10, 10).Constant("one", [4, 1], 1, 1, 1, 1)
            .Node("Mul", ["x", "x"], ["square"]).Node("Less", ["square", "two"], ["less"]).Node("Where", ["less", "ten", "one"], ["y"]);

        var y = Evaluate(graph, 1.5f, 1.25f, MathF.Sqrt(2), 0);

        Assert.Equal([1, 10, 10, 10], y.Values.Select((value, i) => i == 2 ? 10 : value));
        Assert.Equal([0, 0, 9, 0], y.Bounds);
    }

    private static BoundedTensor Evaluate(TestGraph graph, params float[] x) => new GraphEvaluator(graph.Output("y", 1).Build())
        .Evaluate(new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact([4, 1], x.Length == 0 ? [1, 2, 3, 4] : x) })["y"];
}
