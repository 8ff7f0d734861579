namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>A dict as a file holds it. Values: Mapping, Sequence, StoredTensor, plain scalars, strings, inert objects.</summary>
internal sealed class Mapping
{
    public List<KeyValuePair<object?, object?>> Entries { get; } = [];

    public void Add(object? key, object? value) => Entries.Add(new(key, value));
}
