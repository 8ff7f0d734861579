using System.Globalization;
using System.Text;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>The results of all runtimes side by side, as the end of docs/runtimes.md.</summary>
internal static class ResultTable
{
    public static string Of(IReadOnlyList<RuntimeResults> runtimes)
    {
        var text = new StringBuilder("## Results\n\n");
        text.Append("Runtimes, from left to right: ").AppendJoin("; ", runtimes.Select(runtime => runtime.Runtime)).Append(".\n\n");
        text.Append("| case | output |").AppendJoin("", runtimes.Select(runtime => $" {Short(runtime)}: difference | share of the bound |")).Append('\n');
        text.Append("|---|---|").AppendJoin("", runtimes.Select(_ => "---|---|")).Append('\n');
        var rows = runtimes[0].Verdicts.Where(verdict => verdict.Run.Case != ExportedCases.Wrong).Select(verdict => (verdict.Run.Case, verdict.Output)).Distinct();
        foreach (var (name, output) in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {output} |").AppendJoin("", runtimes.Select(runtime => Cells(runtime, name, output))).Append('\n');
        return text.ToString();
    }

    private static string Short(RuntimeResults runtime) => runtime.Runtime.Split(' ')[0];

    /// <summary>The greatest figures over all rows and levels of optimization.</summary>
    private static string Cells(RuntimeResults runtime, string name, string output)
    {
        var verdicts = runtime.Of(name).Where(verdict => verdict.Output == output).ToList();
        if (verdicts.FirstOrDefault(verdict => verdict.Failure is not null) is { } failed) return $" {failed.Failure} | |";
        var (difference, share) = (
            verdicts.Max(verdict => verdict.Float64!.GreatestAbsolute?.Value),
            verdicts.Max(verdict => verdict.Float64!.GreatestShare?.Value));
        return string.Create(CultureInfo.InvariantCulture, $" {difference:0.0e-0} | {(share < 0.1 ? $"{100 * share:g2}" : $"{100 * share:f0}")} % |");
    }
}
