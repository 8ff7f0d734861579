using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Graphs;

/// <summary>Layers over images [N, channels, height, width], and labels.</summary>
internal sealed partial class GraphBuilder
{
    /// <summary>The most elements of one value that a layer may make out of a smaller one: 256 MB of float32.</summary>
    private const long GreatestCount = 1 << 26;

    private GraphValue? label;
    private GraphValue? oneHot;
    private long classes;

    /// <summary>[N, in, height, width] → [N, out, …]: a convolution or a transposed one, as the geometry says.</summary>
    public GraphValue Convolution(GraphValue x, ConvolutionKeys layer)
    {
        if (x.Shape is not [var channels, var height, var width])
        {
            throw Refused(layer.Kernel, $"is a convolution over images [N, channels, height, width] and is given {x}: a \"reshape\" before it makes an image");
        }

        var geometry = layer.Geometry;
        var kernel = weights.Kernel(layer, channels); // [out, in / groups, height, width], transposed [in, out / groups, height, width]
        var size = (kernel.Shape[2], kernel.Shape[3]);
        if (geometry.Place((height, width), size) is not { } placement)
        {
            throw Refused(layer.Kernel, $"is a kernel of {size.Item1} x {size.Item2} ({geometry}), which does not fit into the image {x} that it is given");
        }

        long outputs = layer.Width(kernel.Shape);
        GraphValue[] operands = layer.Bias is null
            ? [x, Weight(kernel)]
            : [x, Weight(kernel), Weight(weights.Bias(layer, outputs))];
        var (padding, added) = (placement.Padding, placement.OutputPadding);
        List<AttributeProto> attributes =
        [
            Integers("dilations", geometry.Dilation.Height, geometry.Dilation.Width),
            Integer("group", geometry.Groups),
            Integers("kernel_shape", size.Item1, size.Item2),
            Integers("pads", padding.Top, padding.Left, padding.Bottom, padding.Right),
            Integers("strides", geometry.Stride.Height, geometry.Stride.Width),
        ];
        if (added != (0, 0)) attributes.Add(Integers("output_padding", added.Height, added.Width));
        return Emit(
            geometry.Transposed ? "ConvTranspose" : "Conv",
            layer.Name,
            Bounded(layer.Name, [outputs, placement.Output.Height, placement.Output.Width]),
            operands,
            [.. attributes]);
    }

    /// <summary>scale · (x − mean) / √(variance + epsilon) + bias for each channel: [N, channels, …] → the same.</summary>
    public GraphValue BatchNorm(GraphValue x, BatchNormKeys layer, double epsilon)
    {
        var reason = $"the layer before it gives {x}";
        long channels = x.Shape[0];
        return Emit(
            "BatchNormalization",
            layer.Name,
            x.Shape,
            [
                x,
                Weight(weights.Vector(layer.Scale, channels, reason)),
                Weight(weights.Vector(layer.Bias, channels, reason)),
                Weight(weights.Vector(layer.Mean, channels, reason)),
                Weight(weights.Variance(layer.Variance, channels, reason)),
            ],
            Real("epsilon", (float)epsilon));
    }

    /// <summary>
    /// [N, channels, height, width] → [N, channels, factor · height, factor · width]: every pixel repeated. Of <c>Resize</c>, shape
    /// inference does not know that N stays N.
    /// </summary>
    public GraphValue Upsample(GraphValue x, long factor)
    {
        var (channels, height, width) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        var shape = Bounded(x.Name, [channels, checked(height * factor), checked(width * factor)]);
        var pixels = Reshape(x, [channels, height, 1, width, 1]);
        long[] repeated = [channels, height, factor, width, factor];
        return Reshape(Emit("Expand", $"{x.Name}/upsample", repeated, [pixels, Integers($"{x.Name}/repeated", [1, .. repeated])]), shape);
    }

    /// <summary>[N, height, width, channels] → [N, channels, height, width].</summary>
    public GraphValue ChannelsFirst(GraphValue x) => Transpose(x, [x.Shape[2], x.Shape[0], x.Shape[1]], 0, 3, 1, 2);

    /// <summary>[N, channels, height, width] → [N, height, width, channels].</summary>
    public GraphValue ChannelsLast(GraphValue x) => Transpose(x, [x.Shape[1], x.Shape[2], x.Shape[0]], 0, 2, 3, 1);

    /// <summary>[N, a, …] and [N, b, …] → [N, a + b, …].</summary>
    public GraphValue Concat(GraphValue first, GraphValue second) => Emit(
        "Concat", $"{first.Name}/{second.Name}", [first.Shape[0] + second.Shape[0], .. first.Shape.Skip(1)], [first, second], Integer("axis", 1));

    /// <summary>[N, channels] → [N, channels, height, width]: every channel one value.</summary>
    public GraphValue Planes(GraphValue x, long height, long width)
    {
        var shape = Bounded(x.Name, [x.Count, height, width]);
        var pixel = Reshape(x, [x.Count, 1, 1]);
        return Emit("Expand", $"{x.Name}/planes", shape, [pixel, Integers($"{x.Name}/planes/shape", [1, .. shape])]);
    }

    /// <summary>Declares the input <c>y</c>, int64 [N]: a label of each datum, from 0 to <paramref name="classes"/> − 1.</summary>
    public void Label(long classes)
    {
        label = new GraphValue(PairContract.Label, []) { Type = TensorProto.Types.DataType.Int64 };
        inputs.Add((PairContract.Label, label));
        this.classes = classes;
    }

    /// <summary>
    /// The labels as [N, classes], 1 at the label and 0 elsewhere: rows of the unit matrix. <c>OneHot</c> would take a label that is
    /// too large for none of them; <c>Gather</c> refuses it.
    /// </summary>
    public GraphValue OneHot()
    {
        if (oneHot is not null) return oneHot;
        var unit = new float[classes * classes];
        for (long i = 0; i < classes; i++) unit[i * (classes + 1)] = 1;
        var table = Add($"{PairContract.Label}/unit", [classes, classes], TensorProto.Types.DataType.Float, ByteString.CopyFrom(MemoryMarshal.AsBytes(unit.AsSpan())));
        return oneHot = Emit("Gather", $"{PairContract.Label}/one_hot", [classes], [table, label!], Integer("axis", 0));
    }

    private GraphValue Transpose(GraphValue x, IReadOnlyList<long> shape, params long[] axes) =>
        Emit("Transpose", $"{x.Name}/transpose", shape, [x], Integers("perm", axes));

    /// <summary>A layer can make a large image of a small one: what no memory holds is refused before it is tried.</summary>
    private IReadOnlyList<long> Bounded(string layer, IReadOnlyList<long> shape) =>
        shape.Aggregate((Int128)1, (product, size) => product * size) <= GreatestCount
            ? shape
            : throw Refused(layer, $"would give {new GraphValue(layer, shape)}, more than {GreatestCount} values of one datum");

    private VaeOnnxException Refused(string layer, string what) =>
        new(ErrorKind.Input, $"{weights.Source}: {VaeOnnx.Export.Text.Printable(layer)} {what}.");
}
