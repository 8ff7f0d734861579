namespace VaeOnnx.Export.Verification;

/// <summary>One output over all runs: the greatest figures, and the check in which the greatest share of the bound was used.</summary>
public sealed record OutputVerification
{
    /// <summary>The output's name.</summary>
    public required string Output { get; init; }

    /// <summary>The greatest |ONNX Runtime − float64|.</summary>
    public double GreatestAbsolute { get; init; }

    /// <summary>The greatest difference relative to float64, where that is not 0.</summary>
    public double GreatestRelative { get; init; }

    /// <summary>The greatest distance in float32 numbers.</summary>
    public double GreatestUlp { get; init; }

    /// <summary>The greatest share of the rounding bound; above 1 the graph fails.</summary>
    public double GreatestShare { get; init; }

    /// <summary>The check that used that share; nothing where no element was judged.</summary>
    public VerificationCheck? Closest { get; init; }

    /// <summary>How many elements are outside their bound or not a number.</summary>
    public int Mismatched { get; init; }

    /// <summary>How many elements were not judged, since float32 may overflow on the way to them.</summary>
    public int Unbounded { get; init; }

    /// <summary>How many elements were compared or counted as unbounded.</summary>
    public int Elements { get; init; }

    /// <summary>Whether every check of the output holds, and there was anything to check: an output that could nowhere be judged does not pass.</summary>
    public bool Passed => Mismatched == 0 && Unbounded < Elements;

    internal static OutputVerification Of(string output, IEnumerable<VerificationCheck> checks) => new()
    {
        Output = output,
        GreatestAbsolute = checks.Max(check => check.Comparison.GreatestAbsolute?.Value ?? 0),
        GreatestRelative = checks.Max(check => check.Comparison.GreatestRelative?.Value ?? 0),
        GreatestUlp = checks.Max(check => check.Comparison.GreatestUlp?.Value ?? 0),
        GreatestShare = checks.Max(check => check.Comparison.GreatestShare?.Value ?? 0),
        Closest = checks.Where(check => check.Comparison.GreatestShare is not null)
            .MaxBy(check => check.Comparison.GreatestShare!.Value),
        Mismatched = checks.Sum(check => check.Comparison.Mismatched),
        Unbounded = checks.Sum(check => check.Comparison.Unbounded),
        Elements = checks.Sum(check => check.Comparison.Elements),
    };
}
