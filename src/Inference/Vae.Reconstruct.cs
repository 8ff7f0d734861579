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
        Reconstruct(data, default(Noise), recon, count, labels, cancellation);
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
        Reconstruct(data, new Noise(eps), recon, count, labels, cancellation);
    }

    /// <summary>
    /// Encodes data and decodes one sample of each posterior. Its eps are
    /// <c>jax.random.normal(jax.random.key(seed), (N, *latent_shape))</c>, or with <see cref="RandomStream.Torch"/>
    /// <c>torch.manual_seed(seed); torch.randn(N, *latent_shape)</c>.
    /// </summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Whose seed it is.</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>Probabilities of a Bernoulli decoder, values of any other: [N, …output shape].</returns>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public float[] ReconstructSample(
        ReadOnlySpan<float> data, long seed, RandomStream stream = RandomStream.Jax, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        int count = data.Length / InputLength;
        var recon = new float[ArrayLength(count, OutputLength, nameof(data))];
        ReconstructSample(data, Draws(stream, seed, count), recon, labels, cancellation);
        return recon;
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
        Reconstruct(data, new Noise(JaxRandom.Key(seed), first), recon, count, labels, cancellation);
    }

    /// <summary>Encodes data and decodes one sample of each posterior; its eps are the next numbers of a draw.</summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="draws">eps: the next N · latent length numbers.</param>
    /// <param name="recon">[N, …output shape].</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void ReconstructSample(
        ReadOnlySpan<float> data, NormalDraws draws, Span<float> recon, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        int count = EnsureReconstruction(data, recon, labels);
        EnsureLeft(draws, count);
        Reconstruct(data, new Noise(draws), recon, count, labels, cancellation);
    }

    private int EnsureReconstruction(ReadOnlySpan<float> data, Span<float> recon, ReadOnlySpan<long> labels)
    {
        int count = Count(data, InputLength, nameof(data));
        EnsureLength(recon.Length, (long)count * OutputLength, nameof(recon));
        EnsureLabels(labels, count, nameof(labels));
        return count;
    }

    private void Reconstruct(
        ReadOnlySpan<float> data, Noise noise, Span<float> recon, int count, ReadOnlySpan<long> labels, CancellationToken cancellation)
    {
        using var call = Begin(count, cancellation);
        var lane = call.Lane;
        foreach (var range in Batches(count))
        {
            EncodeBatch(lane, range.Of(data, InputLength), range.Of(labels, 1), range.Count, mean: [], logVar: [], cancellation);
            DrawLatents(lane, range, noise);
            DecodeBatch(lane, range.Of(labels, 1), range.Count, range.Of(recon, OutputLength), cancellation);
        }
    }

    /// <summary>Puts a sample of each posterior into the decoder's input; without noise, the mean.</summary>
    private void DrawLatents(Lane lane, BatchRange range, Noise noise) => PosteriorSample.Draw(
        lane.Encoder.Output(0, range.Count), lane.Encoder.Output(1, range.Count), noise.Rows(lane, range, LatentLength), lane.Decoder.Input(range.Count));
}
