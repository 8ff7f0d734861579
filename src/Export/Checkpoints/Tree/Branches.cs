using System.Globalization;
using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>Walks the values that a file holds.</summary>
internal static class Branches
{
    /// <summary>The named values right below a value; none below a leaf.</summary>
    public static IEnumerable<(string Key, object? Value)> Of(object? value) => value switch
    {
        Mapping mapping => mapping.Entries.Select((entry, i) => (KeyText(entry.Key, i), entry.Value)),
        Sequence sequence => sequence.Items.Select((item, i) => (KeyText((long)i, i), item)),
        InertObject inert => Of(inert.Items).Concat(Of(inert.Elements)).Concat(OfArguments(inert)).Concat(Of(inert.State)),
        _ => [],
    };

    /// <summary>The tensors anywhere below a value, each once however often it is referred to.</summary>
    public static IReadOnlyList<StoredTensor> Tensors(object? root)
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
            foreach (var (_, child) in Of(value))
                waiting.Push(child);
        }

        return tensors;
    }

    // A Counter or an OrderedDict subclass is made from a dict; other arguments have no names.
    private static IEnumerable<(string, object?)> OfArguments(InertObject inert) =>
        inert.Arguments is Sequence { Items: [Mapping entries] } ? Of(entries) : [];

    private static string KeyText(object? key, int index) => key switch
    {
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"#{index}",
    };
}
