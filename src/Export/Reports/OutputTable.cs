using System.Globalization;
using VaeOnnx.Export.Verification;

namespace VaeOnnx.Export.Reports;

/// <summary>
/// The verification as a table: a row for each output on inputs of the size of data, and one on large inputs, since an
/// absolute difference means something else there.
/// </summary>
internal static class OutputTable
{
    public static string[] Header => ["output", "inputs", "greatest abs", "greatest rel", "greatest ULP", "of the bound", "closest to it at"];

    public static IEnumerable<string[]> Rows(ExportReport report) =>
        from graph in report.Graphs
        from checksOfOutput in graph.Verification.Checks.GroupBy(check => check.Output)
        from checks in checksOfOutput.GroupBy(check => check.Input >= InputKind.Normal1)
        let output = OutputVerification.Of(checksOfOutput.Key, checks)
        select (string[])
        [
            output.Output,
            checks.Key ? "large" : "0 to 1",
            Number(output.GreatestAbsolute),
            Number(output.GreatestRelative),
            output.GreatestUlp.ToString("0", CultureInfo.InvariantCulture),
            Percent(output.GreatestShare),
            Place(output),
        ];

    /// <summary>How an input is called in a report.</summary>
    public static string Name(InputKind input) => input switch
    {
        InputKind.Zeros => "zeros",
        InputKind.Ones => "ones",
        InputKind.Uniform => "uniform noise",
        InputKind.Normal1 => "N(0,1)",
        InputKind.Normal1E1 => "10 x N(0,1)",
        InputKind.Normal1E2 => "1e2 x N(0,1)",
        InputKind.Normal1E4 => "1e4 x N(0,1)",
        _ => "keys of jax.random",
    };

    /// <summary>A difference, e.g. <c>1.2e-06</c>.</summary>
    public static string Number(double value) => value.ToString("0.0e+00", CultureInfo.InvariantCulture);

    /// <summary>A share in per cent.</summary>
    public static string Percent(double share) => (share * 100).ToString(share < 0.01 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " %";

    private static string Place(OutputVerification output)
    {
        if (output.Closest is not { } check) return "not judged: it may overflow";
        var unbounded = output.Unbounded > 0 ? $"; {output.Unbounded} of {output.Elements} not judged: it may overflow" : "";
        var index = string.Join(", ", check.Comparison.GreatestShare!.Index);
        var level = check.Optimization == GraphOptimization.All ? "on" : "off";
        return $"[{index}], {Name(check.Input)}, batch {check.Batch}, optimisation {level}{unbounded}";
    }
}
