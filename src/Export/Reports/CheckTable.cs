using System.Globalization;
using VaeOnnx.Export.Verification;

namespace VaeOnnx.Export.Reports;

/// <summary>The verification in full: a row for each output of each run.</summary>
internal static class CheckTable
{
    public static string[] Header =>
        ["graph", "output", "input", "batch", "optimisation", "greatest abs", "greatest rel", "greatest ULP", "mean ULP", "of the bound", "mismatched"];

    public static IEnumerable<string[]> Rows(ExportReport report) =>
        from graph in report.Graphs
        from check in graph.Verification.Checks
        let comparison = check.Comparison
        select (string[])
        [
            Path.GetFileName(graph.Path),
            check.Output,
            OutputTable.Name(check.Input),
            check.Batch.ToString(CultureInfo.InvariantCulture),
            check.Optimization == GraphOptimization.All ? "on" : "off",
            OutputTable.Number(comparison.GreatestAbsolute?.Value ?? 0),
            OutputTable.Number(comparison.GreatestRelative?.Value ?? 0),
            (comparison.GreatestUlp?.Value ?? 0).ToString("0", CultureInfo.InvariantCulture),
            comparison.MeanUlp.ToString("0.00", CultureInfo.InvariantCulture),
            OutputTable.Percent(comparison.GreatestShare?.Value ?? 0),
            $"{comparison.Mismatched} of {comparison.Elements}",
        ];
}
