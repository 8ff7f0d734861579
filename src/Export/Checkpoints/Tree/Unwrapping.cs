using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>Finds the weights among everything that a training program put into one file.</summary>
internal sealed class Unwrapping
{
    private const int MaxWrappers = 8;

    private readonly string container;
    private readonly char separator;
    private readonly string where;
    private readonly TreeWalk walk;
    private readonly Flattening weights;
    private readonly Flattening beside;
    private readonly ScalarFacts facts;
    private readonly List<string> taken = [];
    private readonly List<string> kept = [];
    private readonly List<string> leftAside = [];

    private Unwrapping(string container, char separator, string where)
    {
        this.container = container;
        this.separator = separator;
        this.where = where;
        walk = new TreeWalk(where);
        weights = new Flattening(separator, where);
        beside = new Flattening(separator, where);
        facts = new ScalarFacts(walk);
    }

    /// <summary>Finds the weights.</summary>
    /// <param name="root">The value that the file holds.</param>
    /// <param name="container">The name of the container.</param>
    /// <param name="separator">Stands between the names of nested dicts.</param>
    /// <param name="where">What error messages call the file.</param>
    public static Contents Find(object? root, string container, char separator, string where) =>
        new Unwrapping(container, separator, where).Find(root);

    private Contents Find(object? root)
    {
        if (root is StoredTensor)
            throw Refusal.Broken(where, "holds a single tensor without a name; save model.state_dict()");

        var current = root;
        while (taken.Count < MaxWrappers && Wrapper.Find(current, walk) is { } wrapper)
        {
            foreach (var (key, value) in Branches.Of(current).Where(b => b.Key != wrapper.Key))
                Sort(key, value);

            taken.Add(wrapper.Key);
            current = wrapper.Value;
        }

        foreach (var (key, value) in Branches.Of(current))
        {
            if (TrainingState.IsCertain(key, value))
                LeaveAside(key, value);
            else
                TakeInto(weights, key, value);
        }

        if (weights.Tensors.Count == 0)
            throw NoWeights();

        return new Contents(container) { Weights = weights.Tensors, Beside = beside.Tensors, Metadata = facts.Facts, Notes = Notes() };
    }

    /// <summary>Decides what becomes of something that stands beside the wrapper of the weights.</summary>
    private void Sort(string key, object? value)
    {
        if (TrainingState.IsLikely(key, value) || value is StoredTensor { Shape.Length: > 0 } whole && !whole.Type.IsFloatingPoint())
        {
            LeaveAside(key, value);
        }
        else if (walk.Tensors(value).All(t => t.Shape.Length == 0))
        {
            facts.Add(key, value);
        }
        else
        {
            kept.Add(Text.Printable(key));
            TakeInto(beside, key, value);
        }
    }

    private void TakeInto(Flattening target, string key, object? value)
    {
        target.Add(key, value, (name, other) =>
        {
            if (TrainingState.IsOptimizer(other))
                LeaveAside(name, other);
            else
                facts.Add(name, other);
        });
    }

    private void LeaveAside(string key, object? value)
    {
        var count = walk.Tensors(value).Count;
        var name = Text.Printable(key);
        leftAside.Add(count == 0 ? name : $"{name} ({count} {(count == 1 ? "tensor" : "tensors")})");
    }

    private VaeOnnxException NoWeights() => leftAside.Count > 0
        ? Refusal.Broken(where, $"holds no weights; left aside: {List(leftAside)}. Save model.state_dict()")
        : Refusal.Broken(where, "holds no tensors; save model.state_dict()");

    private List<string> Notes()
    {
        var parts = new List<string>();
        if (taken.Count > 0)
            parts.Add($"took '{string.Join(separator, taken)}'");
        if (kept.Count > 0)
            parts.Add($"kept beside it: {List(kept)}");
        if (leftAside.Count > 0)
            parts.Add($"left aside: {List(leftAside)}");
        return parts.Count == 0 ? [] : [string.Join("; ", parts)];
    }

    private static string List(List<string> names)
    {
        const int Most = 20;
        var shown = string.Join(", ", names.Take(Most));
        return names.Count <= Most ? shown : $"{shown} and {names.Count - Most} more";
    }
}
