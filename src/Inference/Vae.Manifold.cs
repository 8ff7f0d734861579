using VaeOnnx.Inference.Latents;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>
    /// Decodes a grid over a latent space of two numbers: evenly spaced points of the unit square through the inverse of the
    /// normal distribution, so that each stands for the same share of the prior. Kingma and Welling, Auto-Encoding Variational
    /// Bayes, appendix A.
    /// </summary>
    /// <param name="steps">Points in each direction.</param>
    /// <param name="labels">[steps · steps] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>[steps, steps, …output shape]; the first number of the latent grows from left to right, the second from bottom to top.</returns>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: the latents have more or fewer numbers than two.</exception>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public float[] Manifold(int steps, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        if (LatentLength != 2)
            throw new VaeOnnxException(ErrorKind.Usage, $"A manifold is drawn of latents of 2 numbers; this pair has {LatentLength}. Traverse shows one at a time.");
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, 1 << 12);
        _ = ArrayLength(steps * steps, OutputLength, nameof(steps));

        var latents = new float[2 * steps * steps];
        for (int i = 0; i < steps * steps; i++)
        {
            latents[2 * i] = NormalQuantile.Of(((i % steps) + 0.5f) / steps);
            latents[(2 * i) + 1] = NormalQuantile.Of((steps - (i / steps) - 0.5f) / steps);
        }

        return Decode(latents, labels, cancellation);
    }
}
