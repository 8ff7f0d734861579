using VaeOnnx.Export.Architectures;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Families;

/// <summary>
/// An encoder and a decoder of one layer after the other, of any depth and key names, as an architecture states it.
/// docs/architecture-file.md says how models of this project's own training name their layers.
/// </summary>
internal sealed class Layered(Weights weights, Architecture architecture) : Family
{
    private readonly LayerKeys keys = new(weights);

    public override string Name => architecture.Family;

    public override IReadOnlyList<string> Layers => [];

    public override string? InputRange => architecture.InputRange;

    public override IReadOnlyCollection<string> Ignored => architecture.Ignore;

    public override IReadOnlyList<long> InputShape => architecture.InputShape;

    public override IReadOnlyList<long>? ImageShape => architecture.ImageShape;

    public override long? Classes => architecture.Classes;

    public override string Summary => new LayeredSummary(keys, architecture).ToString();

    public override Posterior Encode(GraphBuilder graph, GraphValue x)
    {
        var hidden = Apply(graph, Enter(graph, x), architecture.EncoderLayers); // [N, hidden] or [N, channels, height, width]
        var heads = architecture.EncoderHeads;
        if (heads.Joint is null)
        {
            return new(
                Leave(graph, Apply(graph, hidden, heads.Mean!)),
                new Spread(Leave(graph, Apply(graph, hidden, heads.Spread!)), heads.Head));
        }

        var joint = Apply(graph, hidden, heads.Joint); // [N, 2 latent], or images of twice the channels
        if (joint.Shape[0] % 2 != 0)
        {
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{weights.Source}: {Text.Printable(keys.Kernel(heads.Joint))} gives {joint.Shape[0]} values, which are no mean and spread of one size: " +
                $"is it the \"joint\" head of {architecture.Source}?");
        }

        var (first, second) = graph.Halves(joint); // [N, latent] each
        (first, second) = (Leave(graph, first), Leave(graph, second));
        return heads.MeanFirst ? new(first, new Spread(second, heads.Head)) : new(second, new Spread(first, heads.Head));
    }

    public override Reconstruction Decode(GraphBuilder graph, GraphValue z)
    {
        var hidden = Apply(graph, Enter(graph, z), architecture.DecoderLayers); // [N, hidden] or [N, channels, height, width]
        var heads = architecture.DecoderHeads;
        // The sigmoid of "probabilities" follows the logits, which leave the graph as well.
        var output = heads.Kind == DecoderOutput.Real ? heads.Output : heads.Output with { Activation = null };
        var values = Shaped(graph, Apply(graph, hidden, output), output); // [N, …output]
        if (heads.Kind != DecoderOutput.Real) return Reconstruction.Bernoulli(values);

        var spread = heads.Spread is { } layer ? new Spread(Shaped(graph, Apply(graph, hidden, layer), layer), heads.Head!.Value) : null;
        return Reconstruction.Real(values, spread, heads.Variance);
    }

    private GraphValue Apply(GraphBuilder graph, GraphValue x, IEnumerable<Layer> layers) =>
        layers.Aggregate(x, (value, layer) => Apply(graph, value, layer));

    private GraphValue Apply(GraphBuilder graph, GraphValue x, Layer layer)
    {
        var y = layer switch
        {
            LinearLayer linear => graph.Linear(Leave(graph, x), keys.Linear(linear.Tensors)),
            ConvolutionLayer convolution => graph.Convolution(x, keys.Convolution(convolution)),
            BatchNormLayer norm => graph.BatchNorm(x, weights.BatchNorm(norm.Name, norm.Statistics), norm.Epsilon),
            FlattenLayer => graph.Flatten(Leave(graph, x)),
            ReshapeLayer reshape => Reshape(graph, x, reshape),
            UpsampleLayer upsample => graph.Upsample(Image(x, layer), upsample.Factor),
            LabelLayer label => WithLabel(graph, x, label),
            _ => throw new ArgumentOutOfRangeException(nameof(layer), layer, "not a layer"),
        };
        return layer.Activation is { } activation ? graph.Activate(y, activation) : y;
    }

    /// <summary>Inside, images are [N, channels, height, width]; outside they are as the program has them.</summary>
    private GraphValue Enter(GraphBuilder graph, GraphValue x) => architecture.ChannelsLast && x.Shape.Count == 3 ? graph.ChannelsFirst(x) : x;

    private GraphValue Leave(GraphBuilder graph, GraphValue x) => architecture.ChannelsLast && x.Shape.Count == 3 ? graph.ChannelsLast(x) : x;

    private GraphValue Reshape(GraphBuilder graph, GraphValue x, ReshapeLayer layer)
    {
        long expected = layer.Shape.Aggregate(1L, (product, size) => product * size);
        return x.Count == expected
            ? Enter(graph, graph.Reshape(Leave(graph, x), layer.Shape))
            : throw Refused(layer, $"makes {Text.Shape(layer.Shape)}, {expected} values, of {x}, {x.Count}");
    }

    /// <summary>The label joins the elements of a vector, or as further channels those of an image.</summary>
    private GraphValue WithLabel(GraphBuilder graph, GraphValue x, LabelLayer layer)
    {
        var label = graph.OneHot(); // [N, classes]
        if (layer.Embedding is { } embedding) label = graph.Linear(label, keys.Linear(embedding)); // [N, width]
        if (x.Shape is [_, var height, var width])
        {
            label = layer.Embedding is null ? graph.Planes(label, height, width) : Maps(graph, label, layer, height, width);
        }
        else if (x.Shape.Count != 1)
        {
            throw Refused(layer, $"joins a vector or an image [N, channels, height, width], not {x}");
        }

        return layer.First ? graph.Concat(label, x) : graph.Concat(x, label);
    }

    /// <summary>An embedding beside an image has a value for every pixel of one or more channels.</summary>
    private GraphValue Maps(GraphBuilder graph, GraphValue label, LabelLayer layer, long height, long width) =>
        label.Count % (height * width) == 0
            ? graph.Reshape(label, [label.Count / (height * width), height, width])
            : throw Refused(layer, $"gives {label.Count} values for the label, which are no channels of {height} x {width}");

    private GraphValue Image(GraphValue x, Layer layer) =>
        x.Shape.Count == 3 ? x : throw Refused(layer, $"is for images [N, channels, height, width] and is given {x}: a \"reshape\" before it makes an image");

    private GraphValue Shaped(GraphBuilder graph, GraphValue value, KernelLayer layer)
    {
        long expected = architecture.OutputShape.Aggregate(1L, (product, size) => product * size);
        return value.Count == expected
            ? graph.Reshape(Leave(graph, value), architecture.OutputShape)
            : throw new VaeOnnxException(
                ErrorKind.Input,
                $"{architecture.Source}: output_shape {Text.Shape(architecture.OutputShape)} has {expected} values, but " +
                $"{Text.Printable(keys.Kernel(layer))} in {weights.Source} gives {Given(value)}.");
    }

    private static string Given(GraphValue value) => value.Shape.Count == 1 ? $"{value.Count}" : $"{value}, {value.Count}";

    private VaeOnnxException Refused(Layer layer, string what) =>
        new(ErrorKind.Input, $"{architecture.Source}: {layer.Place} {what}.");
}
