using System.Text;

namespace VaeOnnx.Tools;

/// <summary>Titles with rows of two columns below them, the second wrapped at the width of the terminal.</summary>
internal sealed class HelpColumns(int width)
{
    private const string Indent = "  ";

    private readonly StringBuilder text = new();

    /// <summary>Adds sentences of their own.</summary>
    public void Paragraph(string sentences)
    {
        foreach (var line in Wrap(sentences, width)) text.AppendLine(line);
    }

    /// <summary>Adds a title and its rows; nothing where there are none.</summary>
    public void Section(string title, IEnumerable<(string Left, string Right)> rows)
    {
        (string Left, string Right)[] all = [.. rows];
        if (all.Length == 0) return;
        int left = all.Max(row => row.Left.Length), start = Indent.Length + left + Indent.Length;
        text.AppendLine().AppendLine(title);
        foreach (var row in all)
        {
            text.Append(Indent).Append(row.Left.PadRight(row.Right.Length > 0 ? left : 0));
            var lines = Wrap(row.Right, Math.Max(width - start, 24)).ToList();
            for (int i = 0; i < lines.Count; i++)
            {
                if (i > 0) text.AppendLine().Append(' ', start - Indent.Length);
                text.Append(Indent).Append(lines[i]);
            }

            text.AppendLine();
        }
    }

    /// <summary>The page.</summary>
    public override string ToString() => text.ToString();

    private static IEnumerable<string> Wrap(string sentences, int width)
    {
        var line = "";
        foreach (var word in sentences.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0) yield return line;
    }
}
