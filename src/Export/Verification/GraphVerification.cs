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

    internal static GraphVerification From(VerificationLevel level, IReadOnlyList<VerificationCheck> checks) => new()
    {
        Level = level,
        Checks = checks,
        Outputs = [.. checks.GroupBy(check => check.Output, StringComparer.Ordinal).Select(group => OutputVerification.Of(group.Key, group))],
    };
}
