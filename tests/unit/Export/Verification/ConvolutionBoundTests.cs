using FsCheck.Xunit;
using Google.Protobuf;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Tests.Unit.Export.Verification;

/// <summary>The bound holds for convolutions of every geometry, also where ONNX Runtime folds what follows into the kernel.</summary>
public class ConvolutionBoundTests
{
    [Property(MaxTest = 60)]
    public void ONNX_Runtime_stays_inside_the_bound_of_a_convolution(int seed) => Verify(new Random(seed), transposed: false);

    [Property(MaxTest = 60)]
    public void ONNX_Runtime_stays_inside_the_bound_of_a_transposed_convolution(int seed) => Verify(new Random(seed), transposed: true);

    /// <summary>A convolution is linear in its kernel: of float64 numbers it is that of their float32 parts, and that of what these miss.</summary>
    [Property(MaxTest = 40)]
    public void A_kernel_of_float64_numbers_is_evaluated_with_all_their_digits(int seed, bool transposed)
    {
        var random = new Random(seed);
        int groups = random.Next(1, 3), inputs = groups * random.Next(1, 5), outputs = groups * random.Next(1, 5);
        int[] shape = transposed ? [inputs, outputs / groups, 3, 2] : [outputs, inputs / groups, 3, 2];
        double[] kernel = [.. Enumerable.Range(0, shape.Aggregate(1, (product, each) => product * each)).Select(_ => (2 * random.NextDouble()) - 1)];
        float[] nearest = Array.ConvertAll(kernel, number => (float)number), missing = [.. kernel.Zip(nearest, (number, near) => (float)(number - near))];
        var x = TestNetworks.Normal(random, 2 * inputs * 6 * 7);
        var inputTensor = new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact([2, inputs, 6, 7], x) };

        var whole = Evaluate(graph => graph.Constant("kernel", shape, kernel));
        var parts = Evaluate(graph => graph.Constant("kernel", shape, nearest)).Zip(Evaluate(graph => graph.Constant("kernel", shape, missing)), (near, rest) => near + rest);

        Assert.All(parts.Zip(whole), pair => Assert.Equal(pair.First, pair.Second, 1e-12));

        double[] Evaluate(Func<TestGraph, TestGraph> withKernel) => new GraphEvaluator(withKernel(new TestGraph("x", inputs, 6, 7))
            .Node(transposed ? "ConvTranspose" : "Conv", ["x", "kernel"], ["y"], ("kernel_shape", new[] { 3L, 2 }), ("strides", new[] { 2L, 1 }), ("group", (long)groups))
            .Output("y", outputs, transposed ? 13 : 2, transposed ? 8 : 6).Build()).Evaluate(inputTensor)["y"].Values;
    }

    /// <summary>The terms of the batch norm cancel: what is left is as small as what float32 loses of them.</summary>
    [Property(MaxTest = 30)]
    public void ONNX_Runtime_stays_inside_the_bound_of_a_batch_norm_whose_terms_cancel(int seed)
    {
        var random = new Random(seed);
        int channels = random.Next(1, 6), rows = random.Next(1, 5);
        float mean = (random.NextSingle() - 0.5f) * 1000;
        var graph = new TestGraph("x", channels)
            .Constant("scale", [channels], Numbers(random, channels, 0.1f, 10))
            .Constant("bias", [channels], Numbers(random, channels, -10, 10))
            .Constant("mean", [channels], [.. Enumerable.Repeat(mean, channels)])
            .Constant("variance", [channels], Numbers(random, channels, 0, random.Next(2) == 0 ? 1e-4f : 100))
            .Node("BatchNormalization", ["x", "scale", "bias", "mean", "variance"], ["y"], ("epsilon", 1e-5f))
            .Output("y", channels);

        Verify(graph.Build(), [.. Numbers(random, rows * channels, -1e-3f, 1e-3f).Select(value => mean + value)], [rows, channels]);
    }

    /// <summary>A convolution of any geometry, perhaps with a batch norm, and a function; and numbers to feed it with.</summary>
    /// <param name="random">Decides all of it.</param>
    /// <param name="transposed">Whether it is a transposed one.</param>
    /// <param name="largest">The numbers have a size from 1e-3 to this power of ten.</param>
    internal static (ModelProto Model, float[] X, int[] Shape) Convolution(Random random, bool transposed, int largest)
    {
        int groups = random.Next(1, 4), images = random.Next(1, 4);
        int inputs = groups * random.Next(1, 20), outputs = groups * random.Next(1, 20);
        long[] kernel = [random.Next(1, 6), random.Next(1, 6)], strides = [random.Next(1, 4), random.Next(1, 4)], dilations = [random.Next(1, 3), random.Next(1, 3)];
        long[] pads = [.. Enumerable.Range(0, 4).Select(_ => (long)random.Next(0, 3))];
        int[] size = [random.Next(10, 16), random.Next(10, 16)];
        int[] shape = transposed ? [inputs, outputs / groups, (int)kernel[0], (int)kernel[1]] : [outputs, inputs / groups, (int)kernel[0], (int)kernel[1]];
        var graph = new TestGraph("x", inputs, size[0], size[1])
            .Constant("kernel", shape, Numbers(random, shape.Aggregate(1, (product, each) => product * each), -1, 1))
            .Constant("bias", [outputs], Numbers(random, outputs, -1, 1))
            .Constant("scale", [outputs], Numbers(random, outputs, -2, 2))
            .Constant("shift", [outputs], Numbers(random, outputs, -2, 2))
            .Constant("mean", [outputs], Numbers(random, outputs, -5, 5))
            .Constant("variance", [outputs], Numbers(random, outputs, 0, 2))
            .Node(
                transposed ? "ConvTranspose" : "Conv",
                random.Next(2) == 0 ? ["x", "kernel", "bias"] : ["x", "kernel"],
                ["convolved"],
                ("kernel_shape", kernel),
                ("strides", strides),
                ("pads", pads),
                ("dilations", dilations),
                ("group", (long)groups));
        var last = "convolved";
        if (random.Next(2) == 0)
        {
            graph.Node("BatchNormalization", [last, "scale", "shift", "mean", "variance"], ["normal"], ("epsilon", 1e-5f));
            last = "normal";
        }

        graph.Node(random.Next(3) switch { 0 => "Relu", 1 => "Tanh", _ => "Identity" }, last, "y");
        var reach = kernel.Zip(dilations, (k, d) => ((k - 1) * d) + 1).ToArray();
        int[] places = [.. Enumerable.Range(0, 2).Select(axis => (int)(transposed
            ? ((size[axis] - 1) * strides[axis]) + reach[axis] - pads[axis] - pads[axis + 2]
            : ((size[axis] + pads[axis] + pads[axis + 2] - reach[axis]) / strides[axis]) + 1))];
        graph.Output("y", outputs, places[0], places[1]);
        var x = TestNetworks.Normal(random, images * inputs * size[0] * size[1], Math.Pow(10, random.Next(-3, largest + 1)));
        return (graph.Build(), x, [images, inputs, .. size]);
    }

    private static void Verify(Random random, bool transposed)
    {
        var (model, x, shape) = Convolution(random, transposed, largest: 3);
        Verify(model, x, shape);
    }

    private static void Verify(ModelProto model, float[] x, int[] shape)
    {
        var inputs = new Dictionary<string, BoundedTensor> { ["x"] = BoundedTensor.Exact(shape, x) };
        var exact = new GraphEvaluator(model).Evaluate(inputs)["y"];
        VerifyRounded(model, exact, inputs);
        foreach (var optimization in Enum.GetValues<GraphOptimization>())
        {
            using var runner = new OrtRunner(model.ToByteArray(), optimization);
            var actual = runner.Run([RunInput.Of("x", x, shape)])["y"];
            var comparison = Comparison.Of(actual.Shape, actual.Numbers, exact.Values, exact.Bounds);

            Assert.Equal(exact.Shape, actual.Shape);
            Assert.True(comparison.Passed, $"{comparison.Mismatched} of {comparison.Elements} outside: {comparison.GreatestShare}");
            Assert.Equal(0, comparison.Unbounded);
        }
    }

    /// <summary>In float64, weights that were rounded to float16 move a result by no more than the bound.</summary>
    private static void VerifyRounded(ModelProto model, BoundedTensor exact, Dictionary<string, BoundedTensor> inputs)
    {
        var moved = new GraphEvaluator(new ModelGraph(Float16Graph.Of(model), default), Rounding.Float16Weights).Evaluate(inputs)["y"];

        // float64's own rounding, on top.
        var bounds = moved.Bounds.Zip(exact.Bounds, (bound, float32) => bound + float32 * 1e-8).ToArray();
        var comparison = Comparison.Of(exact.Shape, moved.Values, exact.Values, bounds);
        Assert.True(comparison.Passed, $"{comparison.Mismatched} of {comparison.Elements} outside: {comparison.GreatestShare}");
    }

    private static float[] Numbers(Random random, int count, float least, float greatest) =>
        [.. Enumerable.Range(0, count).Select(_ => least + ((greatest - least) * random.NextSingle()))];
}
