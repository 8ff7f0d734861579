using VaeOnnx.Inference;

namespace VaeOnnx.Export.Architectures;

/// <summary>
/// What a checkpoint cannot say, as an architecture file states it: the order of the layers, their keys, geometry,
/// activations, heads and output. The format is that of <c>vae-architecture.schema.json</c>.
/// </summary>
internal sealed record Architecture
{
    /// <summary>The family of linear layers alone.</summary>
    public const string Mlp = "mlp";

    /// <summary>The family with convolutions.</summary>
    public const string Convolutional = "conv";

    /// <summary>Where it was read: a path, or the metadata of a checkpoint.</summary>
    public required string Source { get; init; }

    /// <summary>What the exported pair calls its family.</summary>
    public required string Family { get; init; }

    /// <summary>The shape of a datum, without N.</summary>
    public required IReadOnlyList<long> InputShape { get; init; }

    /// <summary>The shape of what the decoder gives, without N.</summary>
    public required IReadOnlyList<long> OutputShape { get; init; }

    /// <summary>How to look at a datum; null when unknown.</summary>
    public IReadOnlyList<long>? ImageShape { get; init; }

    /// <summary><c>0,1</c>, <c>-1,1</c> or <c>binary</c>; null when unknown.</summary>
    public string? InputRange { get; init; }

    /// <summary>Images lie as [height, width, channels], as in Flax and Keras; else as [channels, height, width].</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>The number of labels of a conditional model; null for a model without.</summary>
    public long? Classes { get; init; }

    /// <summary>The encoder's hidden layers, first to last.</summary>
    public required IReadOnlyList<Layer> EncoderLayers { get; init; }

    /// <summary>The encoder's heads.</summary>
    public required EncoderHeads EncoderHeads { get; init; }

    /// <summary>The decoder's hidden layers, first to last.</summary>
    public required IReadOnlyList<Layer> DecoderLayers { get; init; }

    /// <summary>The decoder's head or heads.</summary>
    public required DecoderHeads DecoderHeads { get; init; }

    /// <summary>The layers of both, without the heads.</summary>
    public IEnumerable<Layer> Layers => EncoderLayers.Concat(DecoderLayers);

    /// <summary>Names of tensors that the model does not need.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];
}

/// <summary>Two heads, or one of twice the latent size that is cut in halves.</summary>
/// <param name="Mean">The head of the mean; null where <paramref name="Joint"/> is given.</param>
/// <param name="Spread">The head of the spread; null where <paramref name="Joint"/> is given.</param>
/// <param name="Joint">The one head of both.</param>
/// <param name="MeanFirst">The first half of <paramref name="Joint"/> is the mean.</param>
/// <param name="Head">What the spread is.</param>
internal sealed record EncoderHeads(KernelLayer? Mean, KernelLayer? Spread, KernelLayer? Joint, bool MeanFirst, EncoderHead Head);

/// <summary>What the decoder's last layer gives.</summary>
internal enum DecoderOutput
{
    /// <summary>Logits of a Bernoulli distribution: the program applies the sigmoid elsewhere.</summary>
    Logits,

    /// <summary>Probabilities: the sigmoid is the decoder's last step.</summary>
    Probabilities,

    /// <summary>Real values.</summary>
    Real,
}

/// <summary>The head of the output, and of its spread where that is learned.</summary>
/// <param name="Output">The head of the output.</param>
/// <param name="Kind">What it gives.</param>
/// <param name="Spread">The head of a Gaussian decoder's learned spread, or null.</param>
/// <param name="Head">What the spread is; null where there is none.</param>
/// <param name="Variance">The fixed variance of a Gaussian decoder, or null.</param>
internal sealed record DecoderHeads(KernelLayer Output, DecoderOutput Kind, KernelLayer? Spread, EncoderHead? Head, double? Variance);
