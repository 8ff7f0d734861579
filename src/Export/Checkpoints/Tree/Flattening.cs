using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>
/// Gives the tensors of nested dicts one name each. A dict that is referred to twice gives its tensors twice, so that visits and
/// depth are bounded.
/// </summary>
internal sealed class Flattening(char separator, string where)
{
    /// <summary>In characters.</summary>
    public const int MaxNameLength = 1_000;

    private const int MaxDepth = 64;
    private const int MaxVisits = 500_000;

    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private int visits;

    public List<(string Name, StoredTensor Tensor)> Tensors { get; } = [];

    /// <summary>Adds the tensors of a branch; what holds none goes to <paramref name="other"/>.</summary>
    public void Add(string name, object? value, Action<string, object?> other) => Visit(name, value, other, 0);

    private void Visit(string name, object? value, Action<string, object?> other, int depth)
    {
        if (++visits > MaxVisits)
            throw Refusal.Broken(where, $"describes more than {MaxVisits} nested values; this is no file of weights");
        if (depth > MaxDepth)
            throw Refusal.Broken(where, $"is nested more than {MaxDepth} deep");
        if (name.Length > MaxNameLength)
            throw Refusal.Broken(where, $"the name {Refusal.Quoted(name)} is longer than {MaxNameLength} characters");

        if (value is StoredTensor tensor)
        {
            if (!names.Add(name))
                throw Refusal.Broken(where, $"{Refusal.Quoted(name)} is there twice");
            Tensors.Add((name, tensor));
            Limits.EnsureTensors(Tensors.Count, where);
        }
        else if (TrainingState.IsOptimizer(value) || !Branches.Of(value).Any())
        {
            other(name, value);
        }
        else
        {
            foreach (var (key, child) in Branches.Of(value))
                Visit($"{name}{separator}{key}", child, other, depth + 1);
        }
    }
}
