using System.Globalization;
using System.Numerics;
using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>Scalars and strings beside the weights, as text: the epoch, the step, what the program was called with.</summary>
internal sealed class ScalarFacts(TreeWalk walk)
{
    private const int MaxFacts = 2_000;
    private const int MaxLength = 2_000;
    private const int MaxLengthInList = 100;
    private const int MaxVisits = 20_000;
    private const int MaxDepth = 16;
    private const int LongestList = 64;

    private int visits;
    private readonly OrderedDictionary<string, string> facts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Facts => facts;

    /// <summary>Notes a value, and the values below it under dotted names. Beyond the limits, the rest is dropped.</summary>
    public void Add(string name, object? value, int depth = 0)
    {
        walk.Step();
        if (++visits > MaxVisits || facts.Count >= MaxFacts || name.Length > Flattening.MaxNameLength)
            return;

        if (Text(value) is { } text)
        {
            facts.TryAdd(name, Cut(text, MaxLength));
        }
        else if (depth < MaxDepth)
        {
            foreach (var (key, child) in Branches.Of(value))
            {
                if (visits > MaxVisits || facts.Count >= MaxFacts)
                    break;
                if (key.Length <= Flattening.MaxNameLength)
                    Add($"{name}.{key}", child, depth + 1);
            }
        }
    }

    private static string? Text(object? value) => value switch
    {
        null => "None",
        string text => text,
        bool truth => truth ? "True" : "False",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        long or ulong or BigInteger => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        Sequence list when list.Items.Take(LongestList).All(IsShort) => List(list.Items),
        StoredTensor { Count: 1 } scalar => Number(scalar),
        _ => null,
    };

    private static string List(List<object?> items)
    {
        var shown = string.Join(", ", items.Take(LongestList).Select(item => Cut(Text(item)!, MaxLengthInList)));
        return items.Count <= LongestList ? $"[{shown}]" : $"[{shown}, … {items.Count} values]";
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length] + "…";

    private static bool IsShort(object? value) => value is null or string or bool or double or long;

    private static string Number(StoredTensor scalar)
    {
        var tensor = new CheckpointTensor("", "", "", scalar);
        Span<double> number = [0];
        tensor.CopyTo(number);
        return number[0].ToString("R", CultureInfo.InvariantCulture);
    }
}
