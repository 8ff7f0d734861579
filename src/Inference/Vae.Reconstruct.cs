using VaeOnnx.Inference.Latents;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>Encodes data and decodes the means.</summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>Probabilities of a Bernoulli decoder, values of any other: [N, …output shape].</returns>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public float[] Reconstruct(ReadOnlySpan<float> data, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        var recon = new float[ArrayLength(data.Length / InputLength, OutputLength, nameof(data))];
        Reconstruct(data, recon, labels, cancellation);
        return recon;
    }

    /// <summary>Encodes data and decodes the means, into a buffer of the caller's.</summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="recon">[N, …output shape].</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Reconstruct(ReadOnlySpan<float> data, Span<float> recon, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        int count = EnsureReconstruction(data, recon, labels);
        Reconstruct(data, [], recon, count, labels, cancellation);
    }

    /// <summary>Encodes data and decodes one sample of each posterior, z = mean + eps · exp(logvar / 2).</summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="eps">The standard normal draws: [N, …latent shape].</param>
    /// <param name="recon">[N, …output shape].</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void ReconstructSample(
        ReadOnlySpan<float> data, ReadOnlySpan<float> eps, Span<float> recon, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        int count = EnsureReconstruction(data, recon, labels);
        EnsureLength(eps.Length, (long)count * LatentLength, nameof(eps));
        Reconstruct(data, eps, recon, count, labels, cancellation);
    }

    private int EnsureReconstruction(ReadOnlySpan<float> data, Span<float> recon, ReadOnlySpan<long> labels)
    {
        int count = Count(data, InputLength, nameof(data));
        EnsureLength(recon.Length, (long)count * OutputLength, nameof(recon));
        EnsureLabels(labels, count, nameof(labels));
        return count;
    }

    private void Reconstruct(
        ReadOnlySpan<float> data, ReadOnlySpan<float> eps, Span<float> recon, int count, ReadOnlySpan<long> labels, CancellationToken cancellation)
    {
        using var call = Begin(cancellation);
        var lane = call.Lane;
        foreach (var range in Batches(count))
        {
            EncodeBatch(lane, range.Of(data, InputLength), range.Of(labels, 1), range.Count, cancellation);
            PosteriorSample.Draw(
                lane.Encoder.Output(0, range.Count), lane.Encoder.Output(1, range.Count), range.Of(eps, LatentLength), lane.Decoder.Input(range.Count));
            DecodeBatch(lane, range.Of(labels, 1), range.Count, cancellation);
            CopyOutput(lane, 0, range.Count, range.Of(recon, OutputLength));
        }
    }
}
