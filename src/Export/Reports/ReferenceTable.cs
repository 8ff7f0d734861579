using System.Globalization;
using VaeOnnx.Export.Verification;

namespace VaeOnnx.Export.Reports;

/// <summary>The comparison with reference arrays as a table: a row for each array and each way in which the graph was computed.</summary>
internal static class ReferenceTable
{
    public static string[] Header =>
        ["array", "graph run in", "mismatched", "greatest abs", "at", "greatest rel", "greatest ULP", "mean ULP", "of the tolerance", "of the bound", "Python from float64", ""];

    public static IEnumerable<string[]> Rows(ReferenceReport report) => report.Comparisons.Select(array => (string[])
    [
        Text.Printable(array.Array),
        array.Optimization switch { null => "float64", GraphOptimization.All => "ONNX Runtime, optimised", _ => "ONNX Runtime" },
        Mismatched(array.Comparison),
        OutputTable.Number(array.Comparison.GreatestAbsolute?.Value ?? 0),
        $"[{string.Join(", ", array.Comparison.GreatestAbsolute?.Index ?? [])}]",
        OutputTable.Number(array.Comparison.GreatestRelative?.Value ?? 0),
        (array.Comparison.GreatestUlp?.Value ?? 0).ToString("0", CultureInfo.InvariantCulture),
        array.Comparison.MeanUlp.ToString("0.0", CultureInfo.InvariantCulture),
        OutputTable.Percent(array.Comparison.GreatestShare?.Value ?? 0),
        array.Bound is { } bound ? OutputTable.Percent(bound.GreatestShare?.Value ?? 0) : "",
        array.Reference is { } reference ? OutputTable.Number(reference.GreatestAbsolute?.Value ?? 0) : "",
        array.Passed ? "PASSED" : "FAILED",
    ]);

    private static string Mismatched(Comparison comparison) => string.Create(
        CultureInfo.InvariantCulture,
        $"{comparison.Mismatched} of {comparison.Elements} ({100.0 * comparison.Mismatched / comparison.Elements:0.#} %)");
}
