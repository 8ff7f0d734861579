using System.Globalization;
using System.Text;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints;

/// <summary>The two ways in which a reader gives up, and how it prints names that a file chose.</summary>
internal static class Refusal
{
    private const int LongestName = 200;

    /// <summary>The file is broken or hostile.</summary>
    public static VaeOnnxException Broken(string where, string what, Exception? reason = null) =>
        new(ErrorKind.Input, $"{where}: {what}", reason);

    /// <summary>The file is well, but not of a kind that is read.</summary>
    public static VaeOnnxException Unsupported(string where, string what) =>
        new(ErrorKind.Unsupported, $"{where}: {what}");

    /// <summary>A name from a file in quotes, safe for a terminal.</summary>
    public static string Quoted(string name) => $"'{Printable(name)}'";

    /// <summary>A name from a file, safe for a terminal: control characters escaped, cut to a readable length.</summary>
    public static string Printable(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name.Length <= LongestName ? name : name[..LongestName])
        {
            if (ChangesTheLine(c))
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        }

        return text.Append(name.Length <= LongestName ? "" : "…").ToString();
    }

    /// <summary>A shape as PyTorch prints it, e.g. <c>[400, 784]</c>.</summary>
    public static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    // Beyond the control characters: marks that reverse the direction of writing, and line separators.
    private static bool ChangesTheLine(char c) =>
        char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
