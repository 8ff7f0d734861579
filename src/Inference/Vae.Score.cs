using VaeOnnx.Inference.Latents;
using VaeOnnx.Inference.Scores;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>
    /// Scores data by one sample of each posterior. The draws are those of
    /// <c>jax.random.normal(jax.random.key(seed), (N, *latent_shape))</c>, or with <see cref="RandomStream.Torch"/> those of
    /// <c>torch.manual_seed(seed); torch.randn(N, *latent_shape)</c>.
    /// </summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="seed">The seed.</param>
    /// <param name="stream">Whose seed it is.</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>[N]</returns>
    /// <inheritdoc cref="Score(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{VaeScore}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public VaeScore[] Score(
        ReadOnlySpan<float> data, long seed, RandomStream stream = RandomStream.Jax, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        var scores = new VaeScore[data.Length / InputLength];
        Score(data, Draws(stream, seed, scores.Length), scores, labels, cancellation);
        return scores;
    }

    /// <summary>Scores data by one sample of each posterior, into a buffer of the caller's.</summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="seed">The seed of <c>jax.random.key</c>.</param>
    /// <param name="first">How many draws are passed over: calls with 0, 100, 200, … score 100 data at a time as one long call does.</param>
    /// <param name="scores">[N]</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Score(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{VaeScore}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Score(
        ReadOnlySpan<float> data, long seed, long first, Span<VaeScore> scores, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        EnsureFirst(first);
        EnsureScores(data, scores.Length, labels, nameof(scores));
        Score(data, new Noise(JaxRandom.Key(seed), first), scores, labels, cancellation);
    }

    /// <summary>Scores data by the sample z = mean + eps · exp(logvar / 2) of each posterior.</summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="eps">The standard normal draws: [N, …latent shape].</param>
    /// <param name="scores">[N]</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <exception cref="ArgumentException">A length is wrong, a label out of range, or a number not finite where that is checked.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    /// <exception cref="VaeOnnxException">
    /// <see cref="ErrorKind.Unsupported"/>: the pair has no likelihood. <see cref="ErrorKind.Numbers"/>: ONNX Runtime failed in a run.
    /// </exception>
    public void Score(
        ReadOnlySpan<float> data, ReadOnlySpan<float> eps, Span<VaeScore> scores, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        int count = EnsureScores(data, scores.Length, labels, nameof(scores));
        EnsureLength(eps.Length, (long)count * LatentLength, nameof(eps));
        Score(data, new Noise(eps), scores, labels, cancellation);
    }

    /// <summary>Scores data by one sample of each posterior; its eps are the next numbers of a draw.</summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="draws">eps: the next N · latent length numbers.</param>
    /// <param name="scores">[N]</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Score(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{VaeScore}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Score(
        ReadOnlySpan<float> data, NormalDraws draws, Span<VaeScore> scores, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        int count = EnsureScores(data, scores.Length, labels, nameof(scores));
        EnsureLeft(draws, count);
        Score(data, new Noise(draws), scores, labels, cancellation);
    }

    /// <summary>
    /// Scores data by the mean of each posterior instead of a sample: the same each time, as an anomaly score should be, and
    /// greater than the ELBO on average.
    /// </summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="scores">[N]</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Score(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{VaeScore}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void ScoreAtMean(ReadOnlySpan<float> data, Span<VaeScore> scores, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        EnsureScores(data, scores.Length, labels, nameof(scores));
        Score(data, default(Noise), scores, labels, cancellation);
    }

    private int EnsureScores(ReadOnlySpan<float> data, int scores, ReadOnlySpan<long> labels, string name)
    {
        reconstruction.EnsureScored();
        int count = Count(data, InputLength, nameof(data));
        EnsureLength(scores, count, name);
        EnsureLabels(labels, count, nameof(labels));
        return count;
    }

    private void Score(
        ReadOnlySpan<float> data, Noise noise, Span<VaeScore> scores, ReadOnlySpan<long> labels, CancellationToken cancellation)
    {
        using var call = Begin(scores.Length, cancellation);
        var lane = call.Lane;
        var scratch = lane.Sums(reconstruction.ScratchLength);
        foreach (var range in Batches(scores.Length))
        {
            EncodeBatch(lane, range.Of(data, InputLength), range.Of(labels, 1), range.Count, mean: [], logVar: [], cancellation);
            ReadOnlySpan<float> mean = lane.Encoder.Output(0, range.Count), logVar = lane.Encoder.Output(1, range.Count);
            DrawLatents(lane, range, noise);
            DecodeBatch(lane, range.Of(labels, 1), range.Count, recon: [], cancellation);
            for (int row = 0; row < range.Count; row++)
            {
                var x = data.Slice((range.Start + row) * InputLength, InputLength);
                int latent = row * LatentLength;
                scores[range.Start + row] = new(
                    reconstruction.LogProbability(x, lane.Decoder, row, scratch),
                    PriorDivergence.Of(mean.Slice(latent, LatentLength), logVar.Slice(latent, LatentLength)),
                    reconstruction.SquaredError(x, lane.Decoder, row));
            }
        }
    }
}
