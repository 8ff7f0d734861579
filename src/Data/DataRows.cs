namespace VaeOnnx.Data;

/// <summary>Data that are read one after the other, so that a file larger than memory is no matter.</summary>
public abstract class DataRows : IDisposable
{
    /// <summary>What error messages call the input.</summary>
    public required string Source { get; init; }

    /// <summary>Number of data in all.</summary>
    public required long Count { get; init; }

    /// <summary>Shape of one datum.</summary>
    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>Whether the numbers are greys or colours in [0, 1], which a model may want in a range of its own.</summary>
    public required bool Pictures { get; init; }

    /// <summary>Numbers in one datum.</summary>
    public long Length => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Reads the next data; their number is the length of the buffer over <see cref="Length"/>.</summary>
    /// <param name="rows">[count, …<see cref="Shape"/>]</param>
    /// <exception cref="VaeOnnx.Inference.VaeOnnxException">They cannot be read.</exception>
    public abstract void Read(Span<float> rows);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the input.</summary>
    protected abstract void Dispose(bool disposing);
}
