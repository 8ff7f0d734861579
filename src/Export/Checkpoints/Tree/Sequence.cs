namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>A list, tuple or set as a file holds it.</summary>
internal sealed class Sequence(List<object?> items)
{
    public List<object?> Items => items;
}
