using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Verification;

public class GraphEvaluatorTests
{
    [Theory]
    [InlineData("Relu", -2, 0)]
    [InlineData("Relu", 3, 3)]
    [InlineData("Neg", 3, -3)]
    [InlineData("Identity", 3, 3)]
    [InlineData("Sigmoid", 0, 0.5)]
    [InlineData("Sigmoid", 2, 0.88079707797788243)]
    [InlineData("Sigmoid", -40, 4.2483542552915889e-18)]
    [InlineData("Tanh", 0.5, 0.46211715726000975)]
    [InlineData("Exp", 1, 2.7182818284590452)]
    [InlineData("Log", 2, 0.69314718055994531)]
    [InlineData("Sqrt", 2, 1.4142135623730951)]
    [InlineData("Erf", 0.5, 0.52049987781304654)]
    [InlineData("Erf", -2, -0.99532226501895273)]
    [InlineData("Erf", 4, 0.99999998458274210)]
    [InlineData("Erf", 7, 1)]
    [InlineData("Softplus", 0, 0.69314718055994531)]
    [InlineData("Softplus", -30, 9.3576229688397e-14)]
    [InlineData("Softplus", 50, 50)]
    [InlineData("Elu", -1, -0.63212055882855768)]
    [InlineData("Elu", 2, 2)]
    [InlineData("Selu", -1, -1.1113307378125625)]
    [InlineData("Selu", 1, 1.0507009873554805)]
    [InlineData("LeakyRelu", -1, -0.01)]
    [InlineData("LeakyRelu", 5, 5)]
    [InlineData("Gelu", 1, 0.84134474606854293)]
    [InlineData("Gelu", -2, -0.045500263896358417)]
    public void A_function_has_its_mathematical_value(string operation, double x, double expected)
    {
        var y = Evaluate(new TestGraph("x", 1).Node(operation, "x", "y").Output("y", 1), (float)x);

        Assert.Equal(expected, y.Values[0], Math.Abs(expected) * 1e-14);
    }

    /// <summary>x = 1 to 9 in rows of three; the kernel [1 2 / 3 4] of a convolution is laid on as it is, not turned.</summary>
    [Fact]
    public void A_convolution_multiplies_the_kernel_as_it_lies()
    {
        var graph = new TestGraph("x", 1, 3, 3).Constant("w", [1, 1, 2, 2], 1, 2, 3, 4).Constant("b", [1], 0.5f)
            .Node("Conv", ["x", "w", "b"], ["y"]).Output("y", 1, 2, 2);

        Assert.Equal([37.5, 47.5, 67.5, 77.5], Evaluate(graph, 1, 2, 3, 4, 5, 6, 7, 8, 9).Values);
    }

    [Fact]
    public void A_convolution_pads_strides_and_dilates()
    {
        var graph = new TestGraph("x", 1, 3, 3).Constant("w", [1, 1, 2, 2], 1, 2, 3, 4)
            .Node("Conv", ["x", "w"], ["y"], ("pads", new[] { 1L, 0, 0, 1 }), ("strides", new[] { 2L, 1 }), ("dilations", new[] { 1L, 2 })).Output("y", 1, 2, 2);

        Assert.Equal([15, 6, 73, 29], Evaluate(graph, 1, 2, 3, 4, 5, 6, 7, 8, 9).Values);
    }

    /// <summary>Each group of two has its own channel: [N, 2, 1, 1] with kernels 3 and 5.</summary>
    [Fact]
    public void Groups_of_a_convolution_do_not_mix()
    {
        var graph = new TestGraph("x", 2, 1, 1).Constant("w", [2, 1, 1, 1], 3, 5).Node("Conv", ["x", "w"], ["y"], ("group", 2L)).Output("y", 2, 1, 1);

        Assert.Equal([6, 35], Evaluate(graph, 2, 7).Values);
    }

    /// <summary>Pixels 1 and 10, two places apart, each lay down the kernel [1 2 3].</summary>
    [Fact]
    public void A_transposed_convolution_lays_down_the_kernel_at_each_pixel()
    {
        var graph = new TestGraph("x", 1, 1, 2).Constant("w", [1, 1, 1, 3], 1, 2, 3).Constant("b", [1], 100)
            .Node("ConvTranspose", ["x", "w", "b"], ["y"], ("strides", new[] { 1L, 2 }), ("pads", new[] { 0L, 1, 0, 1 }), ("output_padding", new[] { 0L, 1 }))
            .Output("y", 1, 1, 4);

        Assert.Equal([102, 113, 120, 130], Evaluate(graph, 1, 10).Values);
    }

    [Fact]
    public void Batch_normalisation_is_that_of_its_formula()
    {
        var graph = new TestGraph("x", 2).Constant("scale", [2], 3, 1).Constant("bias", [2], 1, 0).Constant("mean", [2], 2, 0).Constant("variance", [2], 3.5f, 1)
            .Node("BatchNormalization", ["x", "scale", "bias", "mean", "variance"], ["y"], ("epsilon", 0.5f)).Output("y", 2);

        Assert.Equal([5.5, 7 / Math.Sqrt(1.5)], Evaluate(graph, 5, 7).Values);
    }

    [Fact]
    public void Axes_are_put_in_another_order()
    {
        var graph = new TestGraph("x", 2, 3).Node("Transpose", ["x"], ["y"], ("perm", new[] { 0L, 2, 1 })).Output("y", 3, 2);

        var y = Evaluate(graph, 1, 2, 3, 4, 5, 6);

        Assert.Equal([1, 3, 2], y.Shape);
        Assert.Equal([1, 4, 2, 5, 3, 6], y.Values);
    }

    [Fact]
    public void An_axis_of_1_is_expanded()
    {
        var graph = new TestGraph("x", 2, 1).Constant("shape", 1, 2, 3).Node("Expand", ["x", "shape"], ["y"]).Output("y", 2, 3);

        Assert.Equal([7, 7, 7, 8, 8, 8], Evaluate(graph, 7, 8).Values);
    }

    [Fact]
    public void Rows_of_a_table_are_gathered_by_their_numbers()
    {
        var graph = new TestGraph("x").Constant("table", [3, 2], 1, 2, 3, 4, 5, 6).Node("Gather", ["table", "x"], ["y"], ("axis", 0L)).Output("y", 2);

        Assert.Equal([5, 6, 1, 2], Evaluate(graph, [2, 0]).Values);
    }

    [Theory]
    [InlineData(3f)]
    [InlineData(-1f)]
    public void A_row_that_the_table_does_not_have_is_refused(float row)
    {
        var graph = new TestGraph("x").Constant("table", [3, 2], 1, 2, 3, 4, 5, 6).Node("Gather", ["table", "x"], ["y"], ("axis", 0L)).Output("y", 2);

        Assert.Contains("a row outside of 0 to 2", Assert.Throws<VaeOnnxException>(() => Evaluate(graph, row)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gelu_with_tanh_has_the_value_of_its_formula()
    {
        var y = Evaluate(new TestGraph("x", 1).Node("Gelu", "x", "y", ("approximate", "tanh")).Output("y", 1), 1f);

        Assert.Equal(0.84119199060827676, y.Values[0], 1e-15);
    }

    [Theory]
    [InlineData("Add", new[] { 3f, 5f, 8f, 10f })]
    [InlineData("Sub", new[] { -1f, -1f, 0f, 0f })]
    [InlineData("Mul", new[] { 2f, 6f, 16f, 25f })]
    [InlineData("Div", new[] { 0.5f, 2f / 3, 1f, 1f })]
    public void Arithmetic_broadcasts_a_row_over_the_batch(string operation, float[] expected)
    {
        // [2, 2] with [2], except that the second operand repeats: (1 2 / 4 5) with (2 3) and (4 5).
        var graph = new TestGraph("x", 2).Constant("row", [2], 2, 3).Node(operation, ["x", "row"], ["y"]).Output("y", 2);
        var second = new TestGraph("x", 2).Constant("row", [1, 2], 4, 5).Node(operation, ["x", "row"], ["y"]).Output("y", 2);

        var y = Evaluate(graph, 1, 2);
        var z = Evaluate(second, 4, 5);

        Assert.Equal(expected, y.Values.Concat(z.Values).Select(value => (float)value).ToArray());
    }

    [Fact]
    public void Gemm_multiplies_adds_its_bias_and_carries_the_bound_of_higham()
    {
        // 1·5 + 2·6 + 0.5 and 1·(−7) + 2·8 + 0.25
        var y = Evaluate(new TestGraph("x", 2).Linear("x", "y", 2, 2, [5, 6, -7, 8], [0.5f, 0.25f]).Output("y", 2), 1, 2);

        var gamma = UnitRoundoff.Gamma(4);
        Assert.Equal([17.5, 9.25], y.Values);
        Assert.Equal(gamma * 17.5, y.Bounds[0], 1e-3 * gamma * 17.5);
        Assert.Equal(gamma * 23.25, y.Bounds[1], 1e-3 * gamma * 23.25);
        Assert.True(y.Bounds[0] >= gamma * 17.5);
    }

    [Theory]
    [InlineData("Gemm", 1, 1)]
    [InlineData("Gemm", 3, 37)]
    [InlineData("Gemm", 9, 64)]
    [InlineData("MatMul", 5, 33)]
    public void A_weight_of_inputs_by_outputs_gives_the_same_as_its_transpose(string operation, int outer, int inner)
    {
        var random = new Random(1);
        var weight = TestNetworks.Normal(random, outer * inner);
        var transposed = Enumerable.Range(0, inner * outer).Select(i => weight[i % outer * inner + i / outer]).ToArray();
        var x = TestNetworks.Normal(random, 6 * inner);

        var torch = Evaluate(new TestGraph("x", inner).Linear("x", "y", outer, inner, weight, null).Output("y", outer), x);
        var flax = Evaluate(
            new TestGraph("x", inner).Constant("w", [inner, outer], transposed).Node(operation, ["x", "w"], ["y"]).Output("y", outer), x);

        Assert.Equal([6, outer], flax.Shape);
        Assert.Equal(torch.Values, flax.Values);
        Assert.Equal(torch.Bounds, flax.Bounds);
    }

    [Fact]
    public void A_bound_through_an_activation_is_the_least_that_its_steepest_point_allows()
    {
        // In the flat of tanh the error of a layer all but vanishes; at 0 it passes through whole.
        var weights = new TestGraph("x", 1).Linear("x", "h", 1, 1, [1], null);
        var flat = Evaluate(weights.Node("Tanh", "h", "y").Output("y", 1).Output("h", 1), 10f);

        Assert.InRange(flat.Bounds[0], 0, 1e-6);
    }

    [Fact]
    public void Shape_operators_move_numbers_with_their_bounds()
    {
        var graph = new TestGraph("x", 2, 3)
            .Node("Flatten", "x", "flat", ("axis", 1L))
            .Constant("sizes", 2L, 4L)
            .Node("Split", ["flat", "sizes"], ["left", "right"], ("axis", 1L))
            .Node("Concat", ["right", "left"], ["joined"], ("axis", 1L))
            .Constant("starts", 1L).Constant("ends", 5L).Constant("axes", 1L)
            .Node("Slice", ["joined", "starts", "ends", "axes"], ["cut"])
            .Constant("square", 0L, 2L, -1L)
            .Node("Reshape", ["cut", "square"], ["y"])
            .Output("y", 2, 2);

        var y = Evaluate(graph, 1, 2, 3, 4, 5, 6, /* second row */ 11, 12, 13, 14, 15, 16);

        Assert.Equal([2, 2, 2], y.Shape);
        Assert.Equal([4, 5, 6, 1, 14, 15, 16, 11], y.Values);
        Assert.All(y.Bounds, bound => Assert.Equal(0, bound));
    }

    [Fact]
    public void Clip_limits_on_either_side()
    {
        var graph = new TestGraph("x", 3).Constant("least", [], -1).Constant("most", [], 2)
            .Node("Clip", ["x", "least", "most"], ["y"]).Output("y", 3);

        Assert.Equal([-1, 0.5, 2], Evaluate(graph, -5, 0.5f, 7).Values);
    }

    [Fact]
    public void A_division_by_what_may_be_zero_is_unbounded()
    {
        var graph = new TestGraph("x", 1).Linear("x", "h", 1, 1, [1], [-1]).Node("Div", ["x", "h"], ["y"]).Output("y", 1);

        Assert.Equal(double.PositiveInfinity, Evaluate(graph, 1f).Bounds[0]);
    }

    [Fact]
    public void A_sum_that_overflows_on_the_way_is_unbounded_even_if_it_cancels()
    {
        var graph = new TestGraph("x", 2).Linear("x", "y", 1, 2, [3e38f, -3e38f], null).Output("y", 1);

        var y = Evaluate(graph, 100, 100);

        Assert.Equal(0, y.Values[0]);
        Assert.Equal(double.PositiveInfinity, y.Bounds[0]);
    }

    [Fact]
    public void An_unknown_operator_is_named()
    {
        var error = Assert.Throws<VaeOnnxException>(
            () => Evaluate(new TestGraph("x", 1).Node("Gather", "x", "y").Output("y", 1), 1f));

        Assert.Equal(ErrorKind.Unsupported, error.Kind);
        Assert.Contains("Gather", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_that_the_evaluation_would_ignore_is_refused()
    {
        var error = Assert.Throws<VaeOnnxException>(
            () => Evaluate(new TestGraph("x", 1).Node("Relu", "x", "y", ("slope", 1f)).Output("y", 1), 1f));

        Assert.Contains("slope", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpha", 2f)]
    [InlineData("beta", 0.5f)]
    [InlineData("transA", 1L)]
    public void A_gemm_with_other_factors_than_a_linear_layer_is_refused(string attribute, object value)
    {
        var graph = new TestGraph("x", 1).Constant("w", [1, 1], 1).Node("Gemm", ["x", "w"], ["y"], (attribute, value)).Output("y", 1);

        Assert.Equal(ErrorKind.Unsupported, Assert.Throws<VaeOnnxException>(() => Evaluate(graph, 1f)).Kind);
    }

    /// <summary>The graph's first output for rows of x.</summary>
    private static BoundedTensor Evaluate(TestGraph graph, params float[] x)
    {
        var model = graph.Build();
        var input = Assert.Single(GraphInput.Of(model));
        var values = new Dictionary<string, BoundedTensor>
        {
            [input.Name] = BoundedTensor.Exact(input.Shape(x.Length / input.RowElements), x),
        };
        return new GraphEvaluator(model).Evaluate(values)[model.Graph.Output[0].Name];
    }
}
