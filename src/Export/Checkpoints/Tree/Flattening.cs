using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>
/// Gives the tensors of nested dicts one name each. A dict may be referred to many times, so that a small file can describe
/// a tree without end: depth, visits and the length of names are bounded.
/// </summary>
internal sealed class Flattening(char separator, string where)
{
    private const int MaxDepth = 64;
    private const int MaxVisits = 1_000_000;
    public const int MaxNameLength = 1_000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _visits;

    /// <summary>The names of the branches that were added.</summary>
    public List<string> Roots { get; } = [];

    public List<(string Name, StoredTensor Tensor)> Tensors { get; } = [];

    /// <summary>Adds the tensors of a branch; a value without tensors goes to <paramref name="other"/>.</summary>
    public void Add(string name, object? value, Action<string, object?> other)
    {
        Roots.Add(Refusal.Quoted(name)[1..^1]);
        Visit(name, value, other, 0);
    }

    private void Visit(string name, object? value, Action<string, object?> other, int depth)
    {
        if (++_visits > MaxVisits)
            throw Refusal.Broken(where, $"describes more than {MaxVisits} nested values");
        if (depth > MaxDepth)
            throw Refusal.Broken(where, $"is nested more than {MaxDepth} deep");
        if (name.Length > MaxNameLength)
            throw Refusal.Broken(where, $"the name {Refusal.Quoted(name)} is longer than {MaxNameLength} characters");

        if (value is StoredTensor tensor)
        {
            if (!_names.Add(name))
                throw Refusal.Broken(where, $"{Refusal.Quoted(name)} is there twice");
            Tensors.Add((name, tensor));
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
