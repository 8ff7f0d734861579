using VaeOnnx.Inference.Lanes;
using VaeOnnx.Inference.Latents;
using VaeOnnx.Inference.Scores;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>
    /// Estimates log p(x) by importance weights, log (1/k) Σ p(x, z) / q(z|x) over k samples of q: Burda, Grosse and
    /// Salakhutdinov, Importance Weighted Autoencoders, equation 8. It rises with k on average; 5000 is usual for reports.
    /// Datum n takes the draws <c>jax.random.normal(jax.random.fold_in(jax.random.key(seed), n), (k, *latent_shape))</c>.
    /// </summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="samples">k, at least 1.</param>
    /// <param name="seed">The seed of <c>jax.random.key</c>.</param>
    /// <param name="logLikelihoods">[N], in nats.</param>
    /// <param name="first">The n of the first datum: calls with 0, 100, 200, … estimate 100 data at a time as one long call does.</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Score(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{VaeScore}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void LogLikelihood(
        ReadOnlySpan<float> data,
        int samples,
        long seed,
        Span<double> logLikelihoods,
        uint first = 0,
        ReadOnlySpan<long> labels = default,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        EnsureScores(data, logLikelihoods.Length, labels, nameof(logLikelihoods));
        LogLikelihood(data, new SampleNoise(JaxRandom.Key(seed), first, samples, LatentLength), logLikelihoods, labels, cancellation);
    }

    /// <summary>Estimates log p(x) by importance weights, with the caller's draws.</summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="eps">The standard normal draws: [N, k, …latent shape]; their number says what k is.</param>
    /// <param name="logLikelihoods">[N], in nats.</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Score(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{VaeScore}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void LogLikelihood(
        ReadOnlySpan<float> data, ReadOnlySpan<float> eps, Span<double> logLikelihoods, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        int count = EnsureScores(data, logLikelihoods.Length, labels, nameof(logLikelihoods));
        if (count == 0)
            return;
        int samples = eps.Length / count / LatentLength;
        if (samples == 0 || (long)samples * count * LatentLength != eps.Length)
            throw new ArgumentException($"{eps.Length} numbers are no whole number of draws for {count} data with latents of {LatentLength}.", nameof(eps));
        LogLikelihood(data, new SampleNoise(eps, samples, LatentLength), logLikelihoods, labels, cancellation);
    }

    /// <summary>
    /// Estimates log p(x) by importance weights, with the draws of a generator of torch's: for one datum after the other
    /// <c>torch.randn(k, *latent_shape)</c>. Calls one after the other go on from where the generator is.
    /// </summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="samples">k, at least 1.</param>
    /// <param name="generator">Draws; afterwards in the state after the last draw.</param>
    /// <param name="logLikelihoods">[N], in nats.</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Score(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{VaeScore}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void LogLikelihood(
        ReadOnlySpan<float> data,
        int samples,
        TorchRandom generator,
        Span<double> logLikelihoods,
        ReadOnlySpan<long> labels = default,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentNullException.ThrowIfNull(generator);
        EnsureScores(data, logLikelihoods.Length, labels, nameof(logLikelihoods));
        LogLikelihood(data, new SampleNoise(new NormalDraws(generator), samples, LatentLength), logLikelihoods, labels, cancellation);
    }

    private void LogLikelihood(
        ReadOnlySpan<float> data, SampleNoise noise, Span<double> logLikelihoods, ReadOnlySpan<long> labels, CancellationToken cancellation)
    {
        int samples = noise.Samples;
        using var call = Begin(logLikelihoods.Length, cancellation);
        var lane = call.Lane;
        foreach (var range in Batches(logLikelihoods.Length))
        {
            EncodeBatch(lane, range.Of(data, InputLength), range.Of(labels, 1), range.Count, mean: [], logVar: [], cancellation);
            var weights = new ImportanceWeights(lane, range.Count, BatchSize, reconstruction.ScratchLength);
            long total = (long)range.Count * samples;
            for (long start = 0; start < total; start += BatchSize)
            {
                int size = (int)Math.Min(BatchSize, total - start);
                DrawSamples(lane, noise, range, start, size, weights.LogRatios);
                if (Classes is not null)
                    RepeatLabels(lane, range.Of(labels, 1), samples, start, size);
                lane.Decoder.Run(size, cancellation);
                for (int row = 0; row < size; row++)
                {
                    int datum = (int)((start + row) / samples);
                    var x = data.Slice((range.Start + datum) * InputLength, InputLength);
                    weights.Add(datum, row, reconstruction.LogProbability(x, lane.Decoder, row, weights.Scratch));
                }
            }

            for (int datum = 0; datum < range.Count; datum++)
                logLikelihoods[range.Start + datum] = weights.LogMean(datum, samples);
        }
    }

    /// <summary>Puts samples start, start + 1, … of a batch's (datum, sample) pairs into the decoder's input.</summary>
    private void DrawSamples(Lane lane, SampleNoise noise, BatchRange range, long start, int size, Span<double> logRatios)
    {
        var eps = lane.Noise(size * LatentLength);
        var z = lane.Decoder.Input(size);
        int row = 0;
        while (row < size)
        {
            // The rows of one datum at a time.
            int datum = (int)((start + row) / noise.Samples), sample = (int)((start + row) % noise.Samples);
            int rows = Math.Min(noise.Samples - sample, size - row);
            noise.Draw(range.Start + datum, sample, eps.Slice(row * LatentLength, rows * LatentLength));

            var mean = lane.Encoder.Output(0, datum + 1)[(datum * LatentLength)..];
            var logVar = lane.Encoder.Output(1, datum + 1)[(datum * LatentLength)..];
            for (; rows > 0; rows--, row++)
            {
                var e = eps.Slice(row * LatentLength, LatentLength);
                var latent = z.Slice(row * LatentLength, LatentLength);
                PosteriorSample.Draw(mean, logVar, e, latent);
                logRatios[row] = PriorDivergence.LogRatio(e, logVar, latent);
            }
        }
    }

    private static void RepeatLabels(Lane lane, ReadOnlySpan<long> labels, int samples, long start, int size)
    {
        var repeated = lane.Decoder.Labels(size);
        for (int row = 0; row < size; row++)
            repeated[row] = labels[(int)((start + row) / samples)];
    }
}
