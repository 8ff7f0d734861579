using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>
/// Walks the values that a file holds. A value may be referred to many times, so that a small file can describe a tree without
/// end: all steps of all walks together are bounded.
/// </summary>
internal sealed class TreeWalk(string where)
{
    private const int MaxSteps = 4_000_000;

    private int steps;

    /// <summary>Counts one value that is looked at.</summary>
    public void Step()
    {
        if (++steps > MaxSteps)
            throw Refusal.Broken(where, $"refers to its values more than {MaxSteps} times; this is no file of weights");
    }

    /// <summary>The tensors anywhere below a value, each once however often it is referred to.</summary>
    public IReadOnlyList<StoredTensor> Tensors(object? root)
    {
        var tensors = new List<StoredTensor>();
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object?>([root]);
        while (waiting.TryPop(out var value))
        {
            if (value is null or string or ValueType || !seen.Add(value))
                continue;

            if (value is StoredTensor tensor)
                tensors.Add(tensor);
            foreach (var (_, child) in Branches.Of(value))
            {
                Step();
                waiting.Push(child);
            }
        }

        return tensors;
    }
}
