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

    /// <summary>What rounding the weights did, for each output; empty where no weight was rounded.</summary>
    public required IReadOnlyList<RoundingEffect> Rounding { get; init; }

    /// <summary>Whether the numbers of every check hold.</summary>
    public bool Passed => Outputs.All(output => output.Passed) && Rounding.All(effect => effect.Conversion.Passed);

    internal static GraphVerification From(
        VerificationLevel level, IReadOnlyList<VerificationCheck> checks, IReadOnlyList<RoundingEffect>? rounding = null) => new()
    {
        Level = level,
        Checks = checks,
        Rounding = rounding ?? [],
        Outputs = [.. checks.GroupBy(check => check.Output, StringComparer.Ordinal).Select(group => OutputVerification.Of(group.Key, group))],
    };
}
