using VaeOnnx.Inference.Streams;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>
    /// Encodes a stream of data, <see cref="BatchSize"/> at a time, in memory that does not grow with it. Results come in the
    /// order of the data; a stream that ends inside a batch ends with a smaller one.
    /// </summary>
    /// <param name="data">[…input shape] each; the memory may be used again once the next one is asked for.</param>
    /// <param name="labels">As many, for a conditional pair; otherwise null.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>Mean and log σ², […latent shape] each, for each datum.</returns>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public IEnumerable<Posterior> EncodeEach(
        IEnumerable<ReadOnlyMemory<float>> data, IEnumerable<long>? labels = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Encoding(cancellation).Over(data, labels);
    }

    /// <inheritdoc cref="EncodeEach(IEnumerable{ReadOnlyMemory{float}}, IEnumerable{long}?, CancellationToken)"/>
    public IAsyncEnumerable<Posterior> EncodeEach(
        IAsyncEnumerable<ReadOnlyMemory<float>> data, IAsyncEnumerable<long>? labels = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Encoding(cancellation).Over(data, labels, cancellation);
    }

    /// <summary>Decodes a stream of latents; see <see cref="EncodeEach(IEnumerable{ReadOnlyMemory{float}}, IEnumerable{long}?, CancellationToken)"/>.</summary>
    /// <param name="latents">[…latent shape] each; the memory may be used again once the next one is asked for.</param>
    /// <param name="labels">As many, for a conditional pair; otherwise null.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>Probabilities or values, […output shape], for each latent.</returns>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public IEnumerable<ReadOnlyMemory<float>> DecodeEach(
        IEnumerable<ReadOnlyMemory<float>> latents, IEnumerable<long>? labels = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(latents);
        return Decoding(cancellation).Over(latents, labels);
    }

    /// <inheritdoc cref="DecodeEach(IEnumerable{ReadOnlyMemory{float}}, IEnumerable{long}?, CancellationToken)"/>
    public IAsyncEnumerable<ReadOnlyMemory<float>> DecodeEach(
        IAsyncEnumerable<ReadOnlyMemory<float>> latents, IAsyncEnumerable<long>? labels = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(latents);
        return Decoding(cancellation).Over(latents, labels, cancellation);
    }

    /// <summary>Reconstructs a stream of data from the means; see <see cref="EncodeEach(IEnumerable{ReadOnlyMemory{float}}, IEnumerable{long}?, CancellationToken)"/>.</summary>
    /// <param name="data">[…input shape] each; the memory may be used again once the next one is asked for.</param>
    /// <param name="labels">As many, for a conditional pair; otherwise null.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>Probabilities or values, […output shape], for each datum.</returns>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public IEnumerable<ReadOnlyMemory<float>> ReconstructEach(
        IEnumerable<ReadOnlyMemory<float>> data, IEnumerable<long>? labels = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Reconstructing(cancellation).Over(data, labels);
    }

    /// <inheritdoc cref="ReconstructEach(IEnumerable{ReadOnlyMemory{float}}, IEnumerable{long}?, CancellationToken)"/>
    public IAsyncEnumerable<ReadOnlyMemory<float>> ReconstructEach(
        IAsyncEnumerable<ReadOnlyMemory<float>> data, IAsyncEnumerable<long>? labels = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Reconstructing(cancellation).Over(data, labels, cancellation);
    }

    /// <summary>Scores a stream of data, with the draws of one long call; see <see cref="EncodeEach(IEnumerable{ReadOnlyMemory{float}}, IEnumerable{long}?, CancellationToken)"/>.</summary>
    /// <param name="data">[…input shape] each; the memory may be used again once the next one is asked for.</param>
    /// <param name="seed">The seed of <c>jax.random.key</c>.</param>
    /// <param name="labels">As many, for a conditional pair; otherwise null.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>A score for each datum.</returns>
    /// <inheritdoc cref="Score(ReadOnlySpan{float}, ReadOnlySpan{float}, Span{VaeScore}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public IEnumerable<VaeScore> ScoreEach(
        IEnumerable<ReadOnlyMemory<float>> data, long seed, IEnumerable<long>? labels = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Scoring(seed, cancellation).Over(data, labels);
    }

    /// <inheritdoc cref="ScoreEach(IEnumerable{ReadOnlyMemory{float}}, long, IEnumerable{long}?, CancellationToken)"/>
    public IAsyncEnumerable<VaeScore> ScoreEach(
        IAsyncEnumerable<ReadOnlyMemory<float>> data, long seed, IAsyncEnumerable<long>? labels = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Scoring(seed, cancellation).Over(data, labels, cancellation);
    }

    private StreamedOperation<Posterior> Encoding(CancellationToken cancellation) => new(BatchSize, InputLength, batch =>
    {
        var all = Encode(batch.Data, batch.Labels, cancellation);
        var each = new Posterior[batch.Count];
        for (int i = 0; i < each.Length; i++)
            each[i] = new(all.Mean.Slice(i * LatentLength, LatentLength), all.LogVar.Slice(i * LatentLength, LatentLength));
        return each;
    });

    private StreamedOperation<ReadOnlyMemory<float>> Decoding(CancellationToken cancellation) =>
        new(BatchSize, LatentLength, batch => OutputEach(Decode(batch.Data, batch.Labels, cancellation)));

    private StreamedOperation<ReadOnlyMemory<float>> Reconstructing(CancellationToken cancellation) =>
        new(BatchSize, InputLength, batch => OutputEach(Reconstruct(batch.Data, batch.Labels, cancellation)));

    private StreamedOperation<VaeScore> Scoring(long seed, CancellationToken cancellation) => new(BatchSize, InputLength, batch =>
    {
        var scores = new VaeScore[batch.Count];
        Score(batch.Data, seed, batch.First, scores, batch.Labels, cancellation);
        return scores;
    });

    private ReadOnlyMemory<float>[] OutputEach(float[] recon)
    {
        var each = new ReadOnlyMemory<float>[recon.Length / OutputLength];
        for (int i = 0; i < each.Length; i++)
            each[i] = recon.AsMemory(i * OutputLength, OutputLength);
        return each;
    }
}
