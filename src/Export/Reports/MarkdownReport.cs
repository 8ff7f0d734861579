using System.Globalization;
using System.Text;
using VaeOnnx.Export.Verification;

namespace VaeOnnx.Export.Reports;

/// <summary>An export as a Markdown page: every check, not only the greatest figures.</summary>
public static class MarkdownReport
{
    /// <summary>The page.</summary>
    public static string Of(ExportReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        var checkpoint = report.Checkpoint;
        Line(text, $"# Export of {Cell(Path.GetFileName(checkpoint.Path))}");
        Line(text, $"");
        Line(text, $"**{TextReport.Verdict(report)}**");
        Line(text, $"");
        Line(text, $"- checkpoint: `{Cell(checkpoint.Path)}`, {checkpoint.Container}, {checkpoint.Tensors} tensors, {checkpoint.Bytes} bytes, SHA-256 `{checkpoint.Sha256}`");
        Line(text, $"- recognised: {Cell(report.Recognised)}");
        if (report.Architecture is not null) Line(text, $"- architecture: `{Cell(report.Architecture)}`");
        Line(text, $"- opset: {report.Opset}");
        Line(text, $"- verified: {TextReport.Scope(report)}");
        foreach (var note in report.Notes) Line(text, $"- note: {Cell(note)}");
        Line(text, $"- precision: {report.Precision.Word()}");
        foreach (var line in RoundingText.Lines(report)) Line(text, $"- rounded: {Cell(line)}");
        Line(text, $"");
        Table(text, ["graph", "bytes", "inputs", "outputs"], report.Graphs.Select(graph => new[]
        {
            graph.Path, (graph.Bytes + graph.DataBytes).ToString(CultureInfo.InvariantCulture), string.Join(", ", graph.Inputs), string.Join(", ", graph.Outputs),
        }));
        if (report.Level != VerificationLevel.None)
        {
            Line(text, $"## ONNX Runtime against float64");
            Line(text, $"");
            Table(text, OutputTable.Header, OutputTable.Rows(report));
            Line(text, $"### Every check");
            Line(text, $"");
            Table(text, CheckTable.Header, CheckTable.Rows(report));
        }

        if (report.References is { } references)
        {
            Line(text, $"## Reference arrays in `{Cell(references.Directory)}`");
            Line(text, $"");
            if (references.Rounding is not null) Line(text, $"{Cell(references.Rounding)}\n");
            Table(text, ReferenceTable.Header, ReferenceTable.Rows(references));
            if (references.NotJudged.Count > 0) Line(text, $"Not judged: {string.Join(", ", references.NotJudged.Select(Cell))}");
        }

        return text.ToString().TrimEnd();
    }

    internal static void Table(StringBuilder text, string[] header, IEnumerable<string[]> rows)
    {
        Line(text, $"| {string.Join(" | ", header)} |");
        Line(text, $"|{string.Concat(Enumerable.Repeat("---|", header.Length))}");
        foreach (var row in rows) Line(text, $"| {string.Join(" | ", row.Select(Cell))} |");
        Line(text, $"");
    }

    /// <summary>A text of the user's that stays in its cell.</summary>
    internal static string Cell(string text) => Text.Printable(text).Replace("|", "\\|", StringComparison.Ordinal).Replace("`", "'", StringComparison.Ordinal);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
