namespace VaeOnnx.Export.Graphs;

/// <summary>A tensor that flows through a graph under construction. Its first axis is the batch, N, and is left out of the shape.</summary>
internal sealed class GraphValue
{
    internal GraphValue(string name, IReadOnlyList<long> shape)
    {
        Name = name;
        Shape = shape;
    }

    /// <summary>The name it will have in the file; may still change while the graph grows.</summary>
    public string Name { get; set; }

    /// <summary>The shape of one datum: without N.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The type of its elements.</summary>
    public TensorProto.Types.DataType Type { get; init; } = TensorProto.Types.DataType.Float;

    /// <summary>Whether there is a batch axis before those of the shape.</summary>
    public bool IsBatched { get; init; } = true;

    /// <summary>Number of elements of one datum.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>The shape as a reader sees it, e.g. <c>[N, 1, 28, 28]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Shape.Select(size => $"{size}").Prepend("N"))}]";
}
