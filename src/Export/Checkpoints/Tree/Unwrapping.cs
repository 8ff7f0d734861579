using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>Finds the weights among everything that a training program put into one file.</summary>
internal sealed class Unwrapping
{
    private const int MaxWrappers = 8;

    private readonly string _container;
    private readonly char _separator;
    private readonly string _where;
    private readonly TreeWalk _walk;
    private readonly Flattening _weights;
    private readonly Flattening _beside;
    private readonly ScalarFacts _facts;
    private readonly List<string> _taken = [];
    private readonly List<string> _kept = [];
    private readonly List<string> _leftAside = [];

    private Unwrapping(string container, char separator, string where)
    {
        _container = container;
        _separator = separator;
        _where = where;
        _walk = new TreeWalk(where);
        _weights = new Flattening(separator, where);
        _beside = new Flattening(separator, where);
        _facts = new ScalarFacts(_walk);
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
            throw Refusal.Broken(_where, "holds a single tensor without a name; save model.state_dict()");

        var current = root;
        while (_taken.Count < MaxWrappers && Wrapper.Find(current, _walk) is { } wrapper)
        {
            foreach (var (key, value) in Branches.Of(current).Where(b => b.Key != wrapper.Key))
                Sort(key, value);

            _taken.Add(wrapper.Key);
            current = wrapper.Value;
        }

        foreach (var (key, value) in Branches.Of(current))
        {
            if (TrainingState.IsCertain(key, value))
                LeaveAside(key, value);
            else
                TakeInto(_weights, key, value);
        }

        if (_weights.Tensors.Count == 0)
            throw NoWeights();

        return new Contents(_container) { Weights = _weights.Tensors, Beside = _beside.Tensors, Metadata = _facts.Facts, Notes = Notes() };
    }

    /// <summary>Decides what becomes of something that stands beside the wrapper of the weights.</summary>
    private void Sort(string key, object? value)
    {
        if (TrainingState.IsLikely(key, value) || value is StoredTensor { Shape.Length: > 0 } whole && !whole.Type.IsFloatingPoint())
        {
            LeaveAside(key, value);
        }
        else if (_walk.Tensors(value).All(t => t.Shape.Length == 0))
        {
            _facts.Add(key, value);
        }
        else
        {
            _kept.Add(Refusal.Printable(key));
            TakeInto(_beside, key, value);
        }
    }

    private void TakeInto(Flattening target, string key, object? value)
    {
        target.Add(key, value, (name, other) =>
        {
            if (TrainingState.IsOptimizer(other))
                LeaveAside(name, other);
            else
                _facts.Add(name, other);
        });
    }

    private void LeaveAside(string key, object? value)
    {
        var count = _walk.Tensors(value).Count;
        var name = Refusal.Printable(key);
        _leftAside.Add(count == 0 ? name : $"{name} ({count} {(count == 1 ? "tensor" : "tensors")})");
    }

    private VaeOnnxException NoWeights() => _leftAside.Count > 0
        ? Refusal.Broken(_where, $"holds no weights; left aside: {List(_leftAside)}. Save model.state_dict()")
        : Refusal.Broken(_where, "holds no tensors; save model.state_dict()");

    private List<string> Notes()
    {
        var parts = new List<string>();
        if (_taken.Count > 0)
            parts.Add($"took '{string.Join(_separator, _taken)}'");
        if (_kept.Count > 0)
            parts.Add($"kept beside it: {List(_kept)}");
        if (_leftAside.Count > 0)
            parts.Add($"left aside: {List(_leftAside)}");
        return parts.Count == 0 ? [] : [string.Join("; ", parts)];
    }

    private static string List(List<string> names)
    {
        const int Most = 20;
        var shown = string.Join(", ", names.Take(Most));
        return names.Count <= Most ? shown : $"{shown} and {names.Count - Most} more";
    }
}
