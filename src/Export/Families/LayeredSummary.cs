using VaeOnnx.Export.Architectures;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Families;

/// <summary>An architecture in one line. What no tensor says stands in it: geometry, functions, what the heads are.</summary>
internal sealed class LayeredSummary(LayerKeys keys, Architecture architecture)
{
    public override string ToString()
    {
        var (encoder, decoder) = (architecture.EncoderHeads, architecture.DecoderHeads);
        long latent = encoder.Joint is { } joint ? keys.Width(joint) / 2 : keys.Width(encoder.Mean!);
        IEnumerable<string> widths =
        [
            string.Join('x', architecture.InputShape),
            .. Widths(architecture.EncoderLayers),
            $"{latent}",
            .. Widths(architecture.DecoderLayers),
            string.Join('x', architecture.OutputShape),
        ];
        var functions = Functions(architecture.EncoderLayers).Concat(Functions(architecture.DecoderLayers)).Distinct().DefaultIfEmpty("no hidden layer");
        IEnumerable<string> parts =
        [
            architecture.Family,
            string.Join('-', widths),
            .. Geometry(),
            string.Join(" and ", functions),
            $"{Words(encoder.Head)} head {Text.Printable(keys.Linear((encoder.Joint ?? encoder.Spread!).Tensors).Name)}",
            Words(decoder),
        ];
        return string.Join(", ", architecture.Classes is { } classes ? parts.Append($"conditional on {classes} classes") : parts);
    }

    private IEnumerable<string> Widths(IEnumerable<Layer> layers) => layers.OfType<KernelLayer>().Select(layer => $"{keys.Width(layer)}");

    /// <summary>Where a batch norm follows, the function is after that.</summary>
    private static IEnumerable<string> Functions(IReadOnlyList<Layer> layers) => layers
        .Where((layer, i) => layer.Activation is not null || (layer is KernelLayer or BatchNormLayer && layers.ElementAtOrDefault(i + 1) is not BatchNormLayer))
        .Select(layer => layer.Activation?.ToString() ?? "no activation");

    private IEnumerable<string> Geometry()
    {
        var (encoder, decoder) = (architecture.EncoderHeads, architecture.DecoderHeads);
        var layers = architecture.Layers.Concat(new[] { encoder.Mean, encoder.Spread, encoder.Joint, decoder.Output, decoder.Spread }.OfType<Layer>()).ToList();
        foreach (var convolutions in layers.OfType<ConvolutionLayer>().GroupBy(layer => layer.Geometry.Transposed))
        {
            var geometry = string.Join("; ", convolutions.Select(layer => $"{layer.Geometry}").Distinct());
            yield return $"{(convolutions.Key ? "transposed convolutions" : "convolutions")} ({geometry})";
        }

        var epsilons = layers.OfType<BatchNormLayer>().Select(layer => FormattableString.Invariant($"eps {layer.Epsilon:0.0###e+00}")).Distinct().ToList();
        if (epsilons.Count > 0) yield return $"batch norm ({string.Join("; ", epsilons)})";
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
