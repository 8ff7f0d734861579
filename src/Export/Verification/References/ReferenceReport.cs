namespace VaeOnnx.Export.Verification;

/// <summary>A pair of graphs held against the arrays of a reference case.</summary>
/// <param name="Directory">The folder of the case.</param>
/// <param name="Comparisons">Every array that was judged, float64 first.</param>
/// <param name="NotJudged">Arrays of the folder that were not: unknown ones, and those for which the graphs have no output or the folder no input.</param>
public sealed record ReferenceReport(
    string Directory, IReadOnlyList<ReferenceComparison> Comparisons, IReadOnlyList<string> NotJudged)
{
    /// <summary>By what arrays of the unrounded model were judged, in one sentence; null where no weight was rounded.</summary>
    public string? Rounding { get; init; }

    /// <summary>Whether every array that was judged agrees.</summary>
    public bool Passed => Comparisons.All(comparison => comparison.Passed);
}
