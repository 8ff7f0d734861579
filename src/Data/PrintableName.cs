using System.Globalization;
using System.Text;

namespace VaeOnnx.Data;

/// <summary>Names that a file chose, as they are printed.</summary>
internal static class PrintableName
{
    private const int Longest = 200;

    /// <summary>The name, safe for a terminal: control characters are escaped, and it is cut at 200 characters.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if (text.Length >= Longest) return text.Append('…').ToString();
            bool visible = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);
            if (visible) text.Append(rune);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return text.ToString();
    }
}
