using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Parity;

/// <summary>Holds an exported pair against reference cases: arrays that the Python program computed from the same weights.</summary>
public static class ParityCheck
{
    /// <summary>
    /// Runs the pair on the inputs of each case and compares everything there is an array for. Two verdicts have to hold: the
    /// graphs in float64 against the float64 arrays (the graph is the model), and ONNX Runtime against float64 on the same
    /// input, by its rounding bound, and against the float32 arrays, by tolerance (the runtime computes the graph).
    /// </summary>
    /// <param name="pair">The folder of the pair.</param>
    /// <param name="references">Folders of reference cases.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Ends the check between two steps.</param>
    /// <exception cref="VaeOnnxException">
    /// The pair or an array cannot be read, they do not belong together, or the provider is not there. Numbers that do not hold are no exception: the report says so.
    /// </exception>
    public static ParityReport Check(
        string pair,
        IReadOnlyList<string> references,
        ParityOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(references);
        options ??= new();
        var tolerance = Tolerance.From(options.AbsoluteTolerance, options.RelativeTolerance);
        var graphs = PairOnDisk.Open(pair);
        var (cases, numbers) = (new List<ReferenceReport>(), new List<IReadOnlyList<ComparedNumbers>>());
        foreach (var folder in references)
        {
            var compared = new List<ComparedNumbers>();
            cases.Add(ReferenceCheck.Check(
                folder,
                graphs.Encoder,
                graphs.Decoder,
                new() { Tolerance = tolerance, Provider = options.Provider, Compared = options.KeepNumbers ? compared.Add : null },
                cancellation));
            numbers.Add(compared);
        }

        return new(pair, graphs.Encoder.Metadata.Family, cases) { Kept = options.KeepNumbers ? new(graphs.Encoder.Metadata, numbers) : null };
    }
}

/// <summary>An exported pair against reference cases.</summary>
/// <param name="Pair">The folder of the pair.</param>
/// <param name="Family">What the pair calls its family.</param>
/// <param name="Cases">Each case with every array that was judged.</param>
public sealed record ParityReport(string Pair, string Family, IReadOnlyList<ReferenceReport> Cases)
{
    /// <summary>The first verdict: the graphs in float64 agree with the float64 arrays; null where there are none.</summary>
    public bool? GraphHolds => Verdict(comparison => comparison.Optimization is null);

    /// <summary>The second verdict: ONNX Runtime agrees with float64 and with the float32 arrays; null where there are none.</summary>
    public bool? RuntimeHolds => Verdict(comparison => comparison.Optimization is not null);

    /// <summary>Whether every array that was judged agrees.</summary>
    public bool Passed => Cases.All(report => report.Passed);

    /// <summary>What the pictures are drawn from; null unless <see cref="ParityOptions.KeepNumbers"/> asked for it.</summary>
    internal KeptNumbers? Kept { get; init; }

    private bool? Verdict(Func<ReferenceComparison, bool> kind)
    {
        var judged = Cases.SelectMany(report => report.Comparisons).Where(kind).ToList();
        return judged.Count == 0 ? null : judged.TrueForAll(comparison => comparison.Passed);
    }
}
