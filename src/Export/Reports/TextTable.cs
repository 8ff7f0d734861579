using System.Text;

namespace VaeOnnx.Export.Reports;

/// <summary>A table in columns of equal width.</summary>
internal static class TextTable
{
    /// <summary>Appends a table. Columns from <paramref name="rightFrom"/> up to <paramref name="rightTo"/> hold numbers and stand to the right.</summary>
    public static void Append(StringBuilder text, string[] header, IEnumerable<string[]> rows, int rightFrom, int rightTo = int.MaxValue)
    {
        var lines = rows.Prepend(header).ToList();
        var widths = Enumerable.Range(0, header.Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            var cells = line.Select((cell, column) =>
                column >= rightFrom && column < rightTo ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
    }
}
