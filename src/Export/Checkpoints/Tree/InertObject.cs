namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>An object of some class that only describes data: its name and what was put into it. Nothing is ever called.</summary>
internal sealed class InertObject(string type, object? arguments)
{
    private Mapping? items;
    private Sequence? elements;

    /// <summary>The full name of the class, e.g. <c>argparse.Namespace</c>.</summary>
    public string Type => type;

    /// <summary>What it was made from.</summary>
    public object? Arguments => arguments;

    /// <summary>Entries that were set on it, where it is a dict.</summary>
    public Mapping Items => items ??= new();

    /// <summary>Elements that were appended to it, where it is a list or a set.</summary>
    public Sequence Elements => elements ??= new([]);

    /// <summary>Its attributes.</summary>
    public object? State { get; set; }
}
