namespace VaeOnnx.Inference.Streams;

/// <summary>Data of a stream, gathered until they fill a batch.</summary>
/// <param name="size">How many fill it.</param>
/// <param name="length">Numbers in a datum.</param>
/// <param name="labelled">Whether each datum brings a label.</param>
internal sealed class GatheredBatch(int size, int length, bool labelled)
{
    private readonly float[] data = new float[size * length];
    private readonly long[] labels = new long[labelled ? size : 0];

    /// <summary>How many data have come so far, in all batches.</summary>
    private long seen;

    public int Count { get; private set; }

    public bool IsFull => Count == size;

    /// <summary>Index in the stream of the first datum.</summary>
    public long First => seen - Count;

    public ReadOnlySpan<float> Data => data.AsSpan(0, Count * length);

    public ReadOnlySpan<long> Labels => labels.AsSpan(0, labelled ? Count : 0);

    /// <summary>Takes in a copy of a datum, so that the caller may use its memory again.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public void Add(ReadOnlySpan<float> datum, long label)
    {
        if (datum.Length != length)
            throw new ArgumentException($"Datum {seen} of the stream has {datum.Length} numbers, expected {length}.", nameof(datum));
        datum.CopyTo(data.AsSpan(Count * length));
        if (labelled)
            labels[Count] = label;
        Count++;
        seen++;
    }

    public void Clear() => Count = 0;
}
