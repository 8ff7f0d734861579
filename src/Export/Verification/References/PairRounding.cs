using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// Whether a pair's weights are those of its checkpoint. Where they were rounded, the arrays of the unrounded model are judged
/// by what rounding each weight once may do, a bound that goes through the graph like that of its arithmetic.
/// </summary>
internal sealed class PairRounding
{
    private readonly ModelProto[] graphs;
    private readonly Rounding ofWeights;

    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Unsupported"/>: a type of weights that this version does not know.</exception>
    public PairRounding(ExportedGraph encoder, ExportedGraph decoder)
    {
        var (type, from) = (encoder.Metadata.DType, encoder.Metadata.RoundedFrom);
        var precision = GraphPrecisions.Of(type) ?? throw new VaeOnnxException(
            ErrorKind.Unsupported, $"{MetadataKeys.DType} is '{Text.Printable(type)}', which this version of VaeOnnx does not judge.");
        graphs = [encoder.Model, decoder.Model];
        ofWeights = WeightLoss.RoundingTo(precision.WeightType());
        IsReduced = precision != GraphPrecision.Fp32;
        Sentence = from is null
            ? null
            : $"the weights were rounded from {Text.Printable(from)} for {type}: arrays of the unrounded model are judged by what rounding each weight once may do";
    }

    /// <summary>Some weight was rounded.</summary>
    public bool Any => Sentence is not null;

    /// <summary>The graphs are of less than float32, so that no tolerance of float32 arrays fits them.</summary>
    public bool IsReduced { get; }

    /// <summary>By what arrays of the unrounded model are judged; null where no weight was rounded.</summary>
    public string? Sentence { get; }

    /// <summary>What a graph's constants are off: those of the pair; a graph of what callers compute is exact.</summary>
    public Rounding Of(ModelGraph graph) => graphs.Contains(graph.Model, ReferenceEqualityComparer.Instance) ? ofWeights : Rounding.None;
}
