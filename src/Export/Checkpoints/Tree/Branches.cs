using System.Globalization;

namespace VaeOnnx.Export.Checkpoints.Tree;

/// <summary>The named values right below a value.</summary>
internal static class Branches
{
    /// <summary>None below a leaf; a dict's are named by its keys, a list's by their indices.</summary>
    public static IEnumerable<(string Key, object? Value)> Of(object? value) =>
        value is InertObject inert ? Parts(inert).SelectMany(OfPlain) : OfPlain(value);

    private static IEnumerable<(string Key, object? Value)> OfPlain(object? value) => value switch
    {
        Mapping mapping => mapping.Entries.Select((entry, i) => (KeyText(entry.Key, i), entry.Value)),
        Sequence sequence => sequence.Items.Select((item, i) => (i.ToString(CultureInfo.InvariantCulture), item)),
        _ => [],
    };

    // A Counter is made from a dict, and attributes are a dict; other arguments and states have no names.
    private static IEnumerable<object?> Parts(InertObject inert) =>
        [inert.Items, inert.Elements, inert.Arguments is Sequence { Items: [Mapping entries] } ? entries : null, inert.State as Mapping];

    private static string KeyText(object? key, int index) => key switch
    {
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"#{index}",
    };
}
