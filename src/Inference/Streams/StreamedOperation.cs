using System.Runtime.CompilerServices;

namespace VaeOnnx.Inference.Streams;

/// <summary>Applies one operation to a stream, a batch at a time; results come in the order of the data.</summary>
/// <param name="size">The most data in a batch.</param>
/// <param name="length">Numbers in a datum.</param>
/// <param name="run">The operation over one batch, a result a datum.</param>
internal sealed class StreamedOperation<T>(int size, int length, Func<GatheredBatch, T[]> run)
{
    public IEnumerable<T> Over(IEnumerable<ReadOnlyMemory<float>> data, IEnumerable<long>? labels)
    {
        var batch = new GatheredBatch(size, length, labels is not null);
        using var label = labels?.GetEnumerator();
        foreach (var datum in data)
        {
            if (label?.MoveNext() == false)
                throw TooFewLabels();
            batch.Add(datum.Span, label?.Current ?? 0);
            if (!batch.IsFull)
                continue;
            foreach (var result in Run(batch))
                yield return result;
        }

        foreach (var result in Run(batch))
            yield return result;
    }

    public async IAsyncEnumerable<T> Over(
        IAsyncEnumerable<ReadOnlyMemory<float>> data, IAsyncEnumerable<long>? labels, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var batch = new GatheredBatch(size, length, labels is not null);
        var label = labels?.GetAsyncEnumerator(cancellation);
        try
        {
            await foreach (var datum in data.WithCancellation(cancellation).ConfigureAwait(false))
            {
                if (label is not null && !await label.MoveNextAsync().ConfigureAwait(false))
                    throw TooFewLabels();
                batch.Add(datum.Span, label?.Current ?? 0);
                if (!batch.IsFull)
                    continue;
                foreach (var result in await RunAsync(batch, cancellation).ConfigureAwait(false))
                    yield return result;
            }

            foreach (var result in await RunAsync(batch, cancellation).ConfigureAwait(false))
                yield return result;
        }
        finally
        {
            if (label is not null)
                await label.DisposeAsync().ConfigureAwait(false);
        }
    }

    // ONNX Runtime's own RunAsync is unsafe (microsoft/onnxruntime #29633): a synchronous run on a thread of the pool.
    private Task<T[]> RunAsync(GatheredBatch batch, CancellationToken cancellation) => Task.Run(() => Run(batch), cancellation);

    private T[] Run(GatheredBatch batch)
    {
        if (batch.Count == 0)
            return [];
        var results = run(batch);
        batch.Clear();
        return results;
    }

    private static ArgumentException TooFewLabels() => new("There are fewer labels than data in the stream.", "labels");
}
