using VaeOnnx.Inference.Lanes;
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
        Reconstruct(data, [], key: null, first: 0, recon, count, labels, cancellation);
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
        Reconstruct(data, eps, key: null, first: 0, recon, count, labels, cancellation);
    }

    /// <summary>
    /// Encodes data and decodes one sample of each posterior, drawn as
    /// <c>jax.random.normal(jax.random.key(seed), (N, *latent_shape))</c>.
    /// </summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="seed">The seed of <c>jax.random.key</c>.</param>
    /// <param name="first">How many draws are passed over: calls with 0, 100, 200, … give, 100 at a time, what one long call gives.</param>
    /// <param name="recon">[N, …output shape].</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void ReconstructSample(
        ReadOnlySpan<float> data, long seed, long first, Span<float> recon, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        EnsureFirst(first);
        int count = EnsureReconstruction(data, recon, labels);
        Reconstruct(data, [], JaxRandom.Key(seed), first, recon, count, labels, cancellation);
    }

    private int EnsureReconstruction(ReadOnlySpan<float> data, Span<float> recon, ReadOnlySpan<long> labels)
    {
        int count = Count(data, InputLength, nameof(data));
        EnsureLength(recon.Length, (long)count * OutputLength, nameof(recon));
        EnsureLabels(labels, count, nameof(labels));
        return count;
    }

    private void Reconstruct(
        ReadOnlySpan<float> data,
        ReadOnlySpan<float> eps,
        JaxKey? key,
        long first,
        Span<float> recon,
        int count,
        ReadOnlySpan<long> labels,
        CancellationToken cancellation)
    {
        using var call = Begin(count, cancellation);
        var lane = call.Lane;
        foreach (var range in Batches(count))
        {
            EncodeBatch(lane, range.Of(data, InputLength), range.Of(labels, 1), range.Count, cancellation);
            DrawLatents(lane, range, range.Of(eps, LatentLength), key, first);
            DecodeBatch(lane, range.Of(labels, 1), range.Count, cancellation);
            CopyOutput(lane, 0, range.Count, range.Of(recon, OutputLength));
        }
    }

    /// <summary>Puts a sample of each posterior into the decoder's input: by the caller's eps, by a key, or, without either, the mean.</summary>
    private void DrawLatents(Lane lane, BatchRange range, ReadOnlySpan<float> eps, JaxKey? key, long first)
    {
        if (key is { } drawn)
        {
            var noise = lane.Noise(range.Count * LatentLength);
            NormalDraws.Fill(drawn, first + range.Start, LatentLength, noise);
            eps = noise;
        }

        PosteriorSample.Draw(lane.Encoder.Output(0, range.Count), lane.Encoder.Output(1, range.Count), eps, lane.Decoder.Input(range.Count));
    }
}
