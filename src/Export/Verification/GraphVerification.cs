using System.Globalization;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>What the verification of one graph found.</summary>
public sealed record GraphVerification
{
    /// <summary>How much was verified.</summary>
    public required VerificationLevel Level { get; init; }

    /// <summary>Every output of every run.</summary>
    public required IReadOnlyList<VerificationCheck> Checks { get; init; }

    /// <summary>Each output over all runs.</summary>
    public required IReadOnlyList<OutputVerification> Outputs { get; init; }

    /// <summary>Whether the numbers of every check hold.</summary>
    public bool Passed => Outputs.All(output => output.Passed);

    /// <summary>Raises the error of the first check whose numbers do not hold.</summary>
    /// <param name="graph">How to call the graph, e.g. <c>encoder.onnx</c>.</param>
    /// <exception cref="VaeOnnxException">The numbers do not hold.</exception>
    public void ThrowIfFailed(string graph)
    {
        if (Checks.FirstOrDefault(check => !check.Comparison.Passed) is not { } failed)
        {
            return;
        }

        var comparison = failed.Comparison;
        var worst = comparison.NotANumber > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{comparison.NotANumber} of them not a number")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the furthest at [{string.Join(", ", comparison.GreatestShare!.Index)}]: {comparison.GreatestShare.Actual:G9}, "
                + $"float64 gives {comparison.GreatestShare.Expected:G17}, {comparison.GreatestShare.Value:G3} times the rounding bound off");
        throw new VaeOnnxException(
            ErrorKind.Numbers,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The numbers of {graph} do not hold: {comparison.Mismatched} of {comparison.Elements} elements of '{failed.Output}' "
                + $"(input {failed.Input}, batch {failed.Batch}, optimization {failed.Optimization}), {worst}."));
    }

    internal static GraphVerification From(VerificationLevel level, IReadOnlyList<VerificationCheck> checks) => new()
    {
        Level = level,
        Checks = checks,
        Outputs = [.. checks.GroupBy(check => check.Output, StringComparer.Ordinal).Select(group => OutputVerification.Of(group.Key, group))],
    };
}
