using System.Globalization;
using System.Text;
using VaeOnnx.Export.Reports;

namespace VaeOnnx.Parity.Reports;

/// <summary>A pair against its cases as a Markdown page.</summary>
public static class ParityMarkdown
{
    /// <summary>The page.</summary>
    public static string Of(ParityReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Parity of {MarkdownReport.Cell(report.Pair)}: {(report.Passed ? "PASSED" : "FAILED")}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- graph (float64 against float64): {ParityText.Word(report.GraphHolds)}\n");
        text.Append(CultureInfo.InvariantCulture, $"- runtime (ONNX Runtime against float64 and float32): {ParityText.Word(report.RuntimeHolds)}\n");
        foreach (var reference in report.Cases)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {MarkdownReport.Cell(reference.Directory)}\n\n");
            if (reference.Rounding is not null) text.Append(CultureInfo.InvariantCulture, $"{MarkdownReport.Cell(reference.Rounding)}\n\n");
            MarkdownReport.Table(text, ReferenceTable.Header, ReferenceTable.Rows(reference));
            if (reference.NotJudged.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"Not judged: {string.Join(", ", reference.NotJudged.Select(MarkdownReport.Cell))}\n");
            }
        }

        return text.ToString().TrimEnd();
    }
}
