using System.Globalization;
using VaeOnnx.Data;

namespace VaeOnnx.Export;

/// <summary>How names, shapes and places are written in messages.</summary>
internal static class Text
{
    // Longer names, and more of them, are compared with nothing: that takes a time of length × length × number.
    private const int MaxSuggested = 200;

    /// <summary>A name from a file, safe to print: control characters are escaped, and it is cut at 200 characters.</summary>
    public static string Printable(string name) => PrintableName.Of(name);

    /// <summary>A shape as Python prints it, e.g. <c>[400, 784]</c>.</summary>
    public static string Shape(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>A bare number of bytes for people, e.g. <c>2.6 MB</c>.</summary>
    public static string Bytes(long count) => count switch
    {
        < 1_000 => $"{count} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.0} GB"),
    };

    /// <summary>The place of a row-major element, e.g. <c>[3, 17]</c>.</summary>
    public static string Index(long flat, IReadOnlyList<long> shape)
    {
        var index = new long[shape.Count];
        for (int axis = shape.Count - 1; axis >= 0; axis--) (flat, index[axis]) = Math.DivRem(flat, shape[axis]);
        return Shape(index);
    }

    /// <summary>The nearest names by edit distance, as the end of a message; empty where nothing is near.</summary>
    public static string DidYouMean(string name, IEnumerable<string> candidates)
    {
        if (name.Length > MaxSuggested) return "";
        int limit = Math.Max(2, name.Length / 3);
        var near = candidates
            .Distinct()
            .Where(candidate => Math.Abs(candidate.Length - name.Length) <= limit)
            .Take(MaxSuggested * 10)
            .Select(candidate => (candidate, distance: EditDistance(name, candidate)))
            .Where(item => item.distance <= limit)
            .OrderBy(item => item.distance)
            .ThenBy(item => item.candidate, StringComparer.Ordinal)
            .Take(3)
            .Select(item => Printable(item.candidate))
            .ToList();
        return near.Count == 0 ? "" : $" Near it: {string.Join(", ", near)}.";
    }

    /// <summary>The number of letters inserted, left out, replaced, or swapped with their neighbour (optimal string alignment).</summary>
    private static int EditDistance(string a, string b)
    {
        int[] before = [], previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(substituted, 1 + Math.Min(previous[j], row[j - 1]));
                bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (swapped) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, previous) = (previous, row);
        }

        return previous[b.Length];
    }
}
