namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>A dict as a file holds it. Values: Mapping, Sequence, StoredTensor, plain scalars, strings, inert objects.</summary>
internal sealed class Mapping
{
    public List<KeyValuePair<object?, object?>> Entries { get; } = [];

    public void Add(object? key, object? value) => Entries.Add(new(key, value));
}

/// <summary>A list, tuple or set as a file holds it.</summary>
internal sealed class Sequence(List<object?> items)
{
    public List<object?> Items => items;
}

/// <summary>An object of some class that only describes data: its name and what was put into it. Nothing is ever called.</summary>
internal sealed class InertObject(string type, object? arguments)
{
    /// <summary>The full name of the class, e.g. <c>argparse.Namespace</c>.</summary>
    public string Type => type;

    /// <summary>What it was made from.</summary>
    public object? Arguments => arguments;

    /// <summary>Entries that were set on it, where it is a dict.</summary>
    public Mapping Items { get; } = new();

    /// <summary>Elements that were appended to it, where it is a list or a set.</summary>
    public Sequence Elements { get; } = new([]);

    /// <summary>Its attributes.</summary>
    public object? State { get; set; }
}
