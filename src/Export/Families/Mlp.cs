using VaeOnnx.Export.Architectures;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Families;

/// <summary>
/// An MLP encoder and decoder of any depth and key names, as an architecture states it. Models of this project's own
/// training name their layers <c>encoder.hidden.0</c>, …, <c>encoder.mean</c>, <c>encoder.logvar</c>,
/// <c>decoder.hidden.0</c>, …, <c>decoder.logits</c> (or <c>decoder.recon</c> and <c>decoder.recon_logvar</c>).
/// </summary>
internal sealed class Mlp(Weights weights, Architecture architecture) : Family
{
    public override string Name => architecture.Family;

    public override IReadOnlyList<string> Layers => [];

    public override string? InputRange => architecture.InputRange;

    public override IReadOnlyCollection<string> Ignored => architecture.Ignore;

    public override IReadOnlyList<long> InputShape => architecture.InputShape;

    public override IReadOnlyList<long>? ImageShape => architecture.ImageShape;

    public override string Summary
    {
        get
        {
            var (encoder, decoder) = (architecture.EncoderHeads, architecture.DecoderHeads);
            var hidden = architecture.EncoderLayers.Concat(architecture.DecoderLayers);
            long latent = encoder.Joint is { } joint ? Width(joint) / 2 : Width(encoder.Mean!);
            string[] widths =
            [
                string.Join('x', architecture.InputShape),
                .. architecture.EncoderLayers.Select(layer => $"{Width(layer)}"),
                $"{latent}",
                .. architecture.DecoderLayers.Select(layer => $"{Width(layer)}"),
                string.Join('x', architecture.OutputShape),
            ];
            var activations = hidden
                .Select(layer => layer.Activation?.ToString() ?? "no activation")
                .Distinct()
                .DefaultIfEmpty("no hidden layer");
            return $"{Name}, {string.Join('-', widths)}, {string.Join(" and ", activations)}, " +
                $"{Words(encoder.Head)} head {Text.Printable(Keys(encoder.Joint ?? encoder.Spread!).Name)}, {Words(decoder)}";
        }
    }

    public override Posterior Encode(GraphBuilder graph, GraphValue x)
    {
        var hidden = Apply(graph, x, architecture.EncoderLayers); // [N, hidden]
        var heads = architecture.EncoderHeads;
        if (heads.Joint is null) return new(Apply(graph, hidden, heads.Mean!), new Spread(Apply(graph, hidden, heads.Spread!), heads.Head));

        var joint = Apply(graph, hidden, heads.Joint); // [N, 2 latent]
        if (joint.Count % 2 != 0)
        {
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{weights.Source}: {Text.Printable(Keys(heads.Joint).Kernel)} gives {joint.Count} values, which are no mean and spread of one size: " +
                $"is it the \"joint\" head of {architecture.Source}?");
        }

        var (first, second) = graph.Halves(joint); // [N, latent] each
        return heads.MeanFirst ? new(first, new Spread(second, heads.Head)) : new(second, new Spread(first, heads.Head));
    }

    public override Reconstruction Decode(GraphBuilder graph, GraphValue z)
    {
        var hidden = Apply(graph, z, architecture.DecoderLayers); // [N, hidden]
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
        var y = graph.Linear(x, Keys(layer));
        return layer.Activation is { } activation ? graph.Activate(y, activation) : y;
    }

    private GraphValue Shaped(GraphBuilder graph, GraphValue value, Layer layer)
    {
        long expected = architecture.OutputShape.Aggregate(1L, (product, size) => product * size);
        return value.Count == expected
            ? graph.Reshape(value, architecture.OutputShape)
            : throw new VaeOnnxException(
                ErrorKind.Input,
                $"{architecture.Source}: output_shape {Text.Shape(architecture.OutputShape)} has {expected} values, but " +
                $"{Text.Printable(Keys(layer).Kernel)} in {weights.Source} gives {value.Count}.");
    }

    private long Width(Layer layer) => weights.Width(Keys(layer));

    private LinearKeys Keys(Layer layer)
    {
        var reference = layer.Linear;
        var keys = reference.Name is { } name
            ? weights.Linear(name)
            : new LinearKeys(reference.Kernel!, reference.Kernel!, null, InputFirst: reference.Kernel!.EndsWith("kernel", StringComparison.Ordinal));
        return keys with
        {
            Bias = reference.HasBias ? reference.Bias ?? keys.Bias : null,
            InputFirst = reference.InputFirst ?? keys.InputFirst,
        };
    }

    private static string Words(EncoderHead head) => head switch
    {
        EncoderHead.LogVar => "log-variance",
        EncoderHead.LogStd => "log-standard-deviation",
        EncoderHead.Std => "standard-deviation",
        _ => "variance",
    };

    private static string Words(DecoderHeads decoder) => decoder switch
    {
        { Kind: not DecoderOutput.Real } => "Bernoulli",
        { Spread: not null } => "Gaussian with a learned variance",
        { Variance: { } variance } => FormattableString.Invariant($"Gaussian of variance {variance}"),
        _ => "real values",
    };
}
