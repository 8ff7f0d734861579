namespace VaeOnnx.Inference;

/// <summary>
/// What the caller states about an encoder and a decoder that carry no metadata, because another exporter wrote them. Shapes
/// are read from the graphs; the first dimension of every tensor has to be symbolic, the others fixed.
/// </summary>
public sealed record PlainPair
{
    /// <summary>The distribution whose parameters the decoder gives.</summary>
    public required Likelihood Likelihood { get; init; }

    /// <summary>The variance (σ², not σ) of a Gaussian decoder, where it is fixed; otherwise null.</summary>
    public double? ReconVariance { get; init; }

    /// <summary>What the encoder's second output holds. <c>exp</c> of it is a variance in one library and a deviation in another.</summary>
    public EncoderHead Head { get; init; } = EncoderHead.LogVar;

    /// <summary>How to look at a datum, e.g. 28,28; null when unknown.</summary>
    public IReadOnlyList<long>? ImageShape { get; init; }

    /// <summary>Number of labels of a conditional pair; null when the graphs take no label.</summary>
    public long? Classes { get; init; }

    /// <summary>Name of the encoder's input.</summary>
    public string Data { get; init; } = PairContract.Data;

    /// <summary>Name of the label, an int64 input of both graphs, where <see cref="Classes"/> is stated.</summary>
    public string Label { get; init; } = PairContract.Label;

    /// <summary>Name of the encoder's first output.</summary>
    public string Mean { get; init; } = PairContract.Mean;

    /// <summary>Name of the encoder's second output, which <see cref="Head"/> describes.</summary>
    public string Spread { get; init; } = PairContract.LogVar;

    /// <summary>Name of the decoder's input.</summary>
    public string Latent { get; init; } = PairContract.Latent;

    /// <summary>Name of the decoder's output of probabilities or values.</summary>
    public string Recon { get; init; } = PairContract.Recon;

    /// <summary>Name of the decoder's output of logits; looked for in Bernoulli decoders, and not missed where it is not there.</summary>
    public string Logits { get; init; } = PairContract.Logits;

    /// <summary>Name of the decoder's output of log σ²; looked for in Gaussian decoders without a fixed variance.</summary>
    public string ReconLogVar { get; init; } = PairContract.ReconLogVar;
}
