using System.Globalization;
using System.Text;
using VaeOnnx.Export;
using VaeOnnx.Export.Reports;
using VaeOnnx.Export.Verification;

namespace VaeOnnx.Parity.Reports;

/// <summary>Reports as a person reads them on a terminal.</summary>
public static class ParityText
{
    /// <summary>A pair against its cases: a table for each, and the two verdicts.</summary>
    public static string Of(ParityReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        foreach (var reference in report.Cases)
        {
            text.Append(CultureInfo.InvariantCulture, $"{report.Pair} ({report.Family}) against {reference.Directory}\n");
            if (reference.Rounding is not null) text.Append(reference.Rounding).Append('\n');
            TextTable.Append(text, ReferenceTable.Header, ReferenceTable.Rows(reference), rightFrom: 2);
            if (reference.NotJudged.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"not judged: {string.Join(", ", reference.NotJudged.Select(Text.Printable))}\n");
            }

            text.Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"graph: {Word(report.GraphHolds)}  runtime: {Word(report.RuntimeHolds)}\n");
        return text.Append(report.Passed ? "PASSED" : "FAILED").ToString();
    }

    /// <summary>Arrays against arrays.</summary>
    public static string Of(IReadOnlyList<ArrayComparison> comparisons)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        var text = new StringBuilder();
        TextTable.Append(text, ArrayHeader, comparisons.Select(Row), rightFrom: 3);
        return text.Append(comparisons.All(comparison => comparison.Comparison.Passed) ? "PASSED" : "FAILED").ToString();
    }

    /// <summary>Two exports, node by node.</summary>
    public static string Of(PairDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        var text = new StringBuilder();
        TextTable.Append(
            text,
            ["graph", "node", "output", "differing", "greatest abs", "at"],
            difference.Nodes.Select(node => new[]
            {
                node.Graph, node.Operator, Text.Printable(node.Output), $"{node.Comparison.Mismatched} of {node.Comparison.Elements}",
                OutputTable.Number(node.Comparison.GreatestAbsolute?.Value ?? 0), Index(node.Comparison.GreatestAbsolute),
            }),
            rightFrom: 3);
        return text.Append(difference.First is null ? "no node differs" : $"first difference: {difference.First}").ToString();
    }

    internal static string[] ArrayHeader =>
        ["array", "type", "shape", "mismatched", "greatest abs", "at", "greatest rel", "greatest ULP", "mean ULP", "least tolerances that pass", ""];

    internal static string[] Row(ArrayComparison array)
    {
        var comparison = array.Comparison;
        var share = comparison.GreatestShare?.Value ?? 0;
        return
        [
            Text.Printable(array.Name),
            array.Type,
            $"[{string.Join(", ", comparison.Shape)}]",
            string.Create(CultureInfo.InvariantCulture, $"{comparison.Mismatched} of {comparison.Elements} ({100.0 * comparison.Mismatched / Math.Max(1, comparison.Elements):0.#} %)"),
            OutputTable.Number(comparison.GreatestAbsolute?.Value ?? 0),
            Index(comparison.GreatestAbsolute),
            OutputTable.Number(comparison.GreatestRelative?.Value ?? 0),
            (comparison.GreatestUlp?.Value ?? 0).ToString("0", CultureInfo.InvariantCulture),
            comparison.MeanUlp.ToString("0.0", CultureInfo.InvariantCulture),
            $"{OutputTable.Number(share * array.Absolute)}, {OutputTable.Number(share * array.Relative)}",
            comparison.Passed ? "PASSED" : "FAILED",
        ];
    }

    internal static string Word(bool? verdict) => verdict switch { true => "PASSED", false => "FAILED", null => "no arrays to judge by" };

    private static string Index(Extreme? place) => place is null ? "" : $"[{string.Join(", ", place.Index)}]";
}
