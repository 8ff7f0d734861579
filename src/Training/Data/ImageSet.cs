namespace VaeOnnx.Training.Data;

/// <summary>Data in memory, in [0, 1].</summary>
public sealed class ImageSet
{
    private readonly DataLabels? labels;

    internal ImageSet(string source, IReadOnlyList<long> shape, float[] values, DataLabels? labels = null)
    {
        Source = source;
        Shape = shape;
        Values = values;
        this.labels = labels;
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
    public IReadOnlyList<byte>? Labels => labels?.OfEach;

    /// <summary>Number of classes, where the data have labels; else 0.</summary>
    public int Classes => labels?.Classes ?? 0;

    /// <summary>The names of the classes, in the order of their labels, where the data have them.</summary>
    public IReadOnlyList<string>? ClassNames => labels?.Names;

    /// <summary>Row-major: [count, …shape].</summary>
    internal float[] Values { get; }

    /// <summary>A datum: [size].</summary>
    public ReadOnlySpan<float> this[int index] => Rows(index, 1);

    /// <summary>Data one after the other: [count, size].</summary>
    public ReadOnlySpan<float> Rows(int start, int count) => Values.AsSpan(checked(start * Size), checked(count * Size));

    /// <summary>The same data with other values.</summary>
    internal ImageSet With(float[] values) => new(Source, Shape, values, labels);

    /// <summary>The same data with labels.</summary>
    internal ImageSet With(DataLabels ofEach) => new(Source, Shape, Values, ofEach);

    /// <summary>Data of these indices.</summary>
    internal ImageSet Choose(IReadOnlyList<int> rows)
    {
        var values = new float[checked(rows.Count * Size)];
        for (int i = 0; i < rows.Count; i++) this[rows[i]].CopyTo(values.AsSpan(i * Size));
        return new(Source, Shape, values, labels?.Choose(rows));
    }

    internal ImageSet Part(int start, int count) =>
        start == 0 && count == Count ? this : new(Source, Shape, Rows(start, count).ToArray(), labels?.Choose(Enumerable.Range(start, count)));
}
