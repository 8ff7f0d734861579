using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// Whether a pair's weights are those of its checkpoint. Where they were rounded, the float64 arrays of the model are judged
/// by what rounding each weight once may do, a bound that goes through the graph like that of its arithmetic.
/// </summary>
internal sealed record PairRounding(Rounding? OfWeights, bool IsOfGraphs, string? Sentence)
{
    private IReadOnlyList<object> rounded = [];

    public static PairRounding Of(ExportedGraph encoder, ExportedGraph decoder)
    {
        var metadata = encoder.Metadata;
        var precision = GraphPrecisions.Of(metadata.DType) ?? throw new VaeOnnxException(
            ErrorKind.Unsupported, $"{MetadataKeys.DType} is '{Text.Printable(metadata.DType)}', which this version of VaeOnnx does not judge.");
        // Beside its rounded weights, a float16 graph may hold constants that float16 does not.
        bool any = metadata.RoundedFrom is not null;
        var sentence = any
            ? $"the weights were rounded from {Text.Printable(metadata.RoundedFrom!)} for {metadata.DType}: arrays of the unrounded model are judged by what rounding each weight once may do"
            : null;
        return new(any ? WeightLoss.RoundingTo(precision.WeightType()) : null, precision != GraphPrecision.Fp32, sentence)
        {
            rounded = [encoder.Model, decoder.Model],
        };
    }

    /// <summary>What the graph callers compute from a pair's outputs holds is exact; the pair's own is not.</summary>
    public Rounding Of(ModelGraph graph) => rounded.Any(model => ReferenceEquals(model, graph.Model)) ? OfWeights! : Rounding.None;
}
