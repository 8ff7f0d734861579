using VaeOnnx.Inference.Latents;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>Decodes the way from one latent to another, ends included.</summary>
    /// <param name="from">The first latent: […latent shape].</param>
    /// <param name="to">The last latent: […latent shape].</param>
    /// <param name="steps">How many, at least 2.</param>
    /// <param name="way">Straight or along an arc.</param>
    /// <param name="labels">[steps] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>[steps, …output shape]</returns>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public float[] Interpolate(
        ReadOnlySpan<float> from,
        ReadOnlySpan<float> to,
        int steps,
        Interpolation way = Interpolation.Linear,
        ReadOnlySpan<long> labels = default,
        CancellationToken cancellation = default)
    {
        EnsureCount(steps, nameof(steps));
        var recon = new float[ArrayLength(steps, OutputLength, nameof(steps))];
        Interpolate(from, to, recon, way, labels, cancellation);
        return recon;
    }

    /// <summary>Decodes the way from one latent to another, ends included, into a buffer of the caller's.</summary>
    /// <param name="from">The first latent: […latent shape].</param>
    /// <param name="to">The last latent: […latent shape].</param>
    /// <param name="recon">[steps, …output shape]; its length says how many steps, at least 2.</param>
    /// <param name="way">Straight or along an arc.</param>
    /// <param name="labels">[steps] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Interpolate(
        ReadOnlySpan<float> from,
        ReadOnlySpan<float> to,
        Span<float> recon,
        Interpolation way = Interpolation.Linear,
        ReadOnlySpan<long> labels = default,
        CancellationToken cancellation = default)
    {
        EnsureOne(from, nameof(from));
        EnsureOne(to, nameof(to));
        if (way is not (Interpolation.Linear or Interpolation.Spherical))
            throw new ArgumentOutOfRangeException(nameof(way), way, "Linear or Spherical.");
        var (steps, rest) = Math.DivRem(recon.Length, OutputLength);
        if (rest != 0 || steps < 2)
            throw new ArgumentException($"{recon.Length} numbers are not two or more data of {OutputLength}.", nameof(recon));
        EnsureCount(steps, nameof(recon));
        EnsureLabels(labels, steps, nameof(labels));

        using var call = Begin(steps, cancellation);
        foreach (var range in Batches(steps))
        {
            var z = call.Lane.Decoder.Input(range.Count);
            for (int row = 0; row < range.Count; row++)
                LatentPath.Point(from, to, range.Start + row, steps, way, z.Slice(row * LatentLength, LatentLength));
            DecodeBatch(call.Lane, range.Of(labels, 1), range.Count, range.Of(recon, OutputLength), cancellation);
        }
    }

    private void EnsureOne(ReadOnlySpan<float> latent, string name)
    {
        EnsureLength(latent.Length, LatentLength, name);
        _ = Count(latent, LatentLength, name);
    }
}
