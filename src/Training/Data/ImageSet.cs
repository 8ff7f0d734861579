namespace VaeOnnx.Training.Data;

/// <summary>Data in memory, in [0, 1].</summary>
public sealed class ImageSet
{
    internal ImageSet(string source, IReadOnlyList<long> shape, float[] values, byte[]? labels = null)
    {
        Source = source;
        Shape = shape;
        Values = values;
        Labels = labels;
        Size = checked((int)shape.Aggregate(1L, (product, size) => product * size));
        Count = values.Length / Size;
    }

    /// <summary>Where they are from.</summary>
    public string Source { get; }

    /// <summary>Number of data.</summary>
    public int Count { get; }

    /// <summary>Shape of a datum, e.g. [28, 28].</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Numbers in a datum.</summary>
    public int Size { get; }

    /// <summary>A label for each datum, where the data have them.</summary>
    public IReadOnlyList<byte>? Labels { get; }

    /// <summary>Number of classes, where the data have labels; else 0.</summary>
    public int Classes => Labels is null ? 0 : MnistFolder.Classes;

    /// <summary>Row-major: [count, …shape].</summary>
    internal float[] Values { get; }

    /// <summary>A datum: [size].</summary>
    public ReadOnlySpan<float> this[int index] => Rows(index, 1);

    /// <summary>Data one after the other: [count, size].</summary>
    public ReadOnlySpan<float> Rows(int start, int count) => Values.AsSpan(checked(start * Size), checked(count * Size));

    /// <summary>Data of these indices.</summary>
    internal ImageSet Choose(IReadOnlyList<int> rows)
    {
        var values = new float[checked(rows.Count * Size)];
        for (int i = 0; i < rows.Count; i++) this[rows[i]].CopyTo(values.AsSpan(i * Size));
        return new(Source, Shape, values, Labels is { } labels ? [.. rows.Select(row => labels[row])] : null);
    }

    internal ImageSet Part(int start, int count) =>
        start == 0 && count == Count ? this : new(Source, Shape, Rows(start, count).ToArray(), Labels?.Skip(start).Take(count).ToArray());
}
