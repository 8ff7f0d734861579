using VaeOnnx.Export.Verification;

namespace VaeOnnx.Export.Reports;

/// <summary>What rounding the weights did, in sentences.</summary>
internal static class RoundingText
{
    /// <summary>What the weights lost, and what that does to the outputs; empty where nothing was rounded.</summary>
    public static IEnumerable<string> Lines(ExportReport report)
    {
        if (report.Loss is not { } loss) yield break;

        var zeros = loss.Zeros == 0 ? "" : $", {loss.Zeros} of them to 0";
        yield return $"weights from {loss.From} to {loss.To}, by {OutputTable.Number(loss.GreatestRelative)} of their value at most{zeros}";
        foreach (var graph in report.Graphs.Where(graph => graph.Verification.Rounding.Count > 0))
        {
            yield return $"which costs {string.Join(", ", graph.Verification.Rounding.Select(Cost))} against the unrounded model on inputs from 0 to 1 (reported, not judged)";
        }

        if (report.Level == VerificationLevel.None) yield return "what that costs was not measured (--verify none)";
    }

    private static string Cost(RoundingEffect effect) =>
        $"{effect.Output} {OutputTable.Number(effect.Distance.GreatestAbsolute?.Value ?? 0)} at most ({OutputTable.Percent(effect.Distance.GreatestShare?.Value ?? 0)} of what it may)";
}
