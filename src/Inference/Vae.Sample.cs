using VaeOnnx.Inference.Latents;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>
    /// Decodes draws from the prior N(0, I), the same that Python draws with the same seed: z is
    /// <c>jax.random.normal(jax.random.key(seed), (count, *latent_shape))</c>, or with <see cref="RandomStream.Torch"/>
    /// <c>torch.manual_seed(seed); torch.randn(count, *latent_shape)</c>.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Whose seed it is.</param>
    /// <param name="labels">[count] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>Probabilities of a Bernoulli decoder, values of any other: [count, …output shape].</returns>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public float[] Sample(
        int count, long seed, RandomStream stream = RandomStream.Jax, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        EnsureCount(count, nameof(count));
        var recon = new float[ArrayLength(count, OutputLength, nameof(count))];
        Sample(recon, Draws(stream, seed, count), labels, cancellation);
        return recon;
    }

    /// <summary>Decodes draws from the prior N(0, I), into a buffer of the caller's.</summary>
    /// <param name="recon">[count, …output shape]; its length says how many.</param>
    /// <param name="seed">The seed of <c>jax.random.key</c>.</param>
    /// <param name="first">
    /// How many draws are passed over: calls with 0, 100, 200, … give, 100 at a time, what one long call gives.
    /// </param>
    /// <param name="labels">[count] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Sample(Span<float> recon, long seed, long first = 0, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        EnsureFirst(first);
        Sample(recon, new Noise(JaxRandom.Key(seed), first), labels, cancellation);
    }

    /// <summary>Decodes the next numbers of a draw as latents, into a buffer of the caller's.</summary>
    /// <param name="recon">[count, …output shape]; its length says how many.</param>
    /// <param name="draws">z: the next count · latent length numbers.</param>
    /// <param name="labels">[count] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Sample(Span<float> recon, NormalDraws draws, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        EnsureLeft(draws, recon.Length / OutputLength);
        Sample(recon, new Noise(draws), labels, cancellation);
    }

    private void Sample(Span<float> recon, Noise noise, ReadOnlySpan<long> labels, CancellationToken cancellation)
    {
        var (count, rest) = Math.DivRem(recon.Length, OutputLength);
        if (rest != 0)
            throw new ArgumentException($"{recon.Length} numbers are no whole number of data of {OutputLength}.", nameof(recon));
        EnsureCount(count, nameof(recon));
        EnsureLabels(labels, count, nameof(labels));

        using var call = Begin(count, cancellation);
        foreach (var range in Batches(count))
        {
            noise.Draw(range, LatentLength, call.Lane.Decoder.Input(range.Count));
            DecodeBatch(call.Lane, range.Of(labels, 1), range.Count, range.Of(recon, OutputLength), cancellation);
        }
    }

    /// <summary>The draw of count latents.</summary>
    private NormalDraws Draws(RandomStream stream, long seed, int count) => new(stream, seed, (long)count * LatentLength);
}
