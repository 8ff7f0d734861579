using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>Finds the weights among everything that a training program put into one file.</summary>
internal sealed class Unwrapping
{
    // In the order in which they are preferred.
    private static readonly string[] Wrappers =
        ["state_dict", "model_state_dict", "params", "model_state", "model", "net", "network", "vae", "module", "weights"];

    private readonly string _where;
    private readonly char _separator;
    private readonly ScalarFacts _facts = new();
    private readonly List<string> _taken = [];
    private readonly List<string> _leftAside = [];
    private readonly Flattening _weights;
    private readonly Flattening _beside;

    private Unwrapping(char separator, string where)
    {
        _where = where;
        _separator = separator;
        _weights = new Flattening(separator, where);
        _beside = new Flattening(separator, where);
    }

    /// <summary>Finds the weights.</summary>
    /// <param name="root">The value that the file holds.</param>
    /// <param name="container">The name of the container.</param>
    /// <param name="separator">Stands between the names of nested dicts.</param>
    /// <param name="where">What error messages call the file.</param>
    public static Contents Find(object? root, string container, char separator, string where) =>
        new Unwrapping(separator, where).Find(root, container);

    private Contents Find(object? root, string container)
    {
        if (root is StoredTensor)
            throw Refusal.Broken(_where, "holds a single tensor without a name; save model.state_dict()");

        var current = root;
        while (Wrapper(current) is { } wrapper)
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

        return new Contents(container) { Weights = _weights.Tensors, Beside = _beside.Tensors, Metadata = _facts.Facts, Notes = Notes() };
    }

    private static (string Key, object? Value)? Wrapper(object? value)
    {
        foreach (var name in Wrappers)
        {
            foreach (var (key, inner) in Branches.Of(value))
            {
                if (key == name && inner is not StoredTensor && !TrainingState.IsOptimizer(inner) && !IsLayer(inner) && Branches.Tensors(inner).Count > 0)
                    return (key, inner);
            }
        }

        return null;
    }

    // A dict with a bare weight is a layer that happens to be called "net" or "model".
    private static bool IsLayer(object? value) =>
        Branches.Of(value).Any(b => b.Value is StoredTensor && CommonPrefix.IsParameterName(b.Key));

    private void Sort(string key, object? value)
    {
        var tensors = Branches.Tensors(value);
        if (TrainingState.IsLikely(key, value) || (value is StoredTensor { Shape.Length: > 0 } whole && !whole.Type.IsFloatingPoint()))
            LeaveAside(key, value);
        else if (tensors.All(t => t.Shape.Length == 0))
            _facts.Add(key, value);
        else
            TakeInto(_beside, key, value);
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
        var count = Branches.Tensors(value).Count;
        var name = Refusal.Quoted(key)[1..^1];
        _leftAside.Add(count == 0 ? name : $"{name} ({count} {(count == 1 ? "tensor" : "tensors")})");
    }

    private VaeOnnxException NoWeights() => _leftAside.Count > 0
        ? Refusal.Broken(_where, $"holds no weights; left aside: {string.Join(", ", _leftAside)}. Save model.state_dict()")
        : Refusal.Broken(_where, "holds no tensors; save model.state_dict()");

    private List<string> Notes()
    {
        var taken = _taken.Count == 0 ? null : $"took '{string.Join(_separator, _taken)}'";
        var kept = _beside.Tensors.Count == 0 ? null : $"kept beside it: {_beside.Tensors.Count} tensors ({string.Join(", ", _beside.Roots)})";
        var aside = _leftAside.Count == 0 ? null : $"left aside: {string.Join(", ", _leftAside)}";
        var note = string.Join("; ", new[] { taken, kept, aside }.OfType<string>());
        return note.Length == 0 ? [] : [note];
    }
}
