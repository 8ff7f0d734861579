using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// Holds a pair of graphs against the arrays of a reference case: the graphs' float64 evaluation against the float64
/// arrays, which shows whether they are the right graphs, and ONNX Runtime's results against the float32 arrays and
/// against float64 on the same input.
/// </summary>
internal sealed class ReferenceCheck
{
    private const string Float64Suffix = "_f64";

    /// <summary>What was computed from the float32 z, where <c>_f64</c> was computed from the float64 one.</summary>
    private const string FromSingleLatentSuffix = "_from_z_f64";

    private readonly CaseOutputs outputs;
    private readonly ReferenceArrays arrays;
    private readonly ReferenceOptions options;
    private readonly PairRounding rounding;
    private readonly CancellationToken cancellation;
    private readonly List<ReferenceComparison> comparisons = [];
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    private ReferenceCheck(
        CaseOutputs outputs, ReferenceArrays arrays, ReferenceOptions options, PairRounding rounding, CancellationToken cancellation)
    {
        this.outputs = outputs;
        this.arrays = arrays;
        this.options = options;
        this.rounding = rounding;
        this.cancellation = cancellation;
    }

    // Whoever gives tolerances means them.
    private bool AddsBounds => rounding.IsReduced && options.Tolerance is null;

    private Tolerance Tolerance => options.Tolerance ?? Tolerance.Float32;

    /// <summary>Compares everything that the folder has arrays for.</summary>
    /// <param name="folder">The folder of the case.</param>
    /// <param name="encoder">The encoder, fed with <c>x</c>; with <c>eps</c>, z is compared too.</param>
    /// <param name="decoder">The decoder, fed with <c>z</c> and <c>z_f64</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Ends the check between two steps.</param>
    /// <exception cref="VaeOnnxException">An array has another type or shape than the graphs, or there is none to judge.</exception>
    public static ReferenceReport Check(
        string folder,
        ExportedGraph encoder,
        ExportedGraph decoder,
        ReferenceOptions? options = null,
        CancellationToken cancellation = default)
    {
        var arrays = new ReferenceArrays(folder);
        var rounding = new PairRounding(encoder, decoder);
        var check = new ReferenceCheck(new CaseOutputs(encoder, decoder), arrays, options ?? new(), rounding, cancellation);
        check.CheckAll();
        return check.comparisons.Count > 0
            ? new ReferenceReport(folder, check.comparisons, [.. arrays.Names.Where(name => !check.used.Contains(name))]) { Rounding = rounding.Sentence }
            : throw new VaeOnnxException(
                ErrorKind.Input,
                $"{folder}: no reference arrays that belong together are there. The encoder needs x.npy and mean.npy or mean_f64.npy, "
                + "the decoder z.npy and recon.npy, and so on.");
    }

    private void CheckAll()
    {
        var x = Input(PairContract.Data, outputs.InputShape);
        var eps = Input(CaseGraphs.Eps, outputs.LatentShape);
        var z = Input(PairContract.Latent, outputs.LatentShape);
        var y = Labels((x ?? z)?.Shape[0]);

        var ofData = outputs.OfData(Exact(x), Exact(y), Exact(eps), Evaluate);
        var ofLatent = outputs.OfLatent(Exact(z), Exact(x), Exact(y), ofData, Evaluate);
        // Without rounding there is nothing to lose, and nothing to evaluate.
        var dataMayLose = outputs.OfData(IfRounded(Exact(x)), Exact(y), Exact(eps), EvaluateRounding);
        var latentMayLose = outputs.OfLatent(IfRounded(Exact(z)), Exact(x), Exact(y), dataMayLose, EvaluateRounding);
        CompareExact(ofData, dataMayLose, Float64Suffix);
        CompareExact(ofLatent, latentMayLose, FromSingleLatentSuffix);
        if (DoubleLatent() is { } wide)
        {
            CompareExact(
                outputs.OfLatent(wide, Exact(x), Exact(y), ofData, Evaluate),
                outputs.OfLatent(IfRounded(wide), Exact(x), Exact(y), dataMayLose, EvaluateRounding),
                Float64Suffix);
        }

        foreach (var optimization in Enum.GetValues<GraphOptimization>())
        {
            RunGraph<RunOutput> run = (graph, inputs) => Run(graph, inputs, optimization);
            var ofDataInSingle = outputs.OfData(x, y, eps, run);
            CompareSingles(ofDataInSingle, ofData, dataMayLose, optimization);
            CompareSingles(outputs.OfLatent(z, x, y, ofDataInSingle, run), ofLatent, latentMayLose, optimization);
        }
    }

    /// <summary>The graph's float64 evaluation against float64 arrays.</summary>
    private void CompareExact(Dictionary<string, BoundedTensor> exact, Dictionary<string, BoundedTensor> mayLose, string suffix)
    {
        foreach (var (name, actual) in exact.Where(item => arrays.Has(item.Key + suffix) && !used.Contains(item.Key + FromSingleLatentSuffix)))
        {
            var (expected, _) = arrays.Doubles(name + suffix, actual.Shape);
            used.Add(name + suffix);
            var allowed = Float64Agreement.Allowed(expected, actual.Bounds, mayLose.GetValueOrDefault(name)?.Bounds);
            comparisons.Add(new(name + suffix, Optimization: null, Comparison.Of(actual.Shape, actual.Values, expected, allowed), Reference: null, Bound: null));
            options.Compared?.Invoke(new(name + suffix, Optimization: null, ComparisonRule.Float64, actual.Shape, actual.Values, expected, allowed));
        }
    }

    /// <summary>ONNX Runtime's float32 results against float32 arrays and against float64, and the arrays themselves against float64.</summary>
    private void CompareSingles(
        Dictionary<string, RunOutput> results,
        Dictionary<string, BoundedTensor> exact,
        Dictionary<string, BoundedTensor> mayLose,
        GraphOptimization optimization)
    {
        foreach (var (name, result) in results.Where(item => arrays.Has(item.Key)))
        {
            var (reference, shape) = arrays.Singles(name, result.Shape);
            var expected = BoundedTensor.Exact(shape, reference).Values;
            var allowed = Tolerance.Allowed(expected);
            for (var i = 0; AddsBounds && i < allowed.Length; i++)
            {
                allowed[i] += exact[name].Bounds[i] + (mayLose.GetValueOrDefault(name)?.Bounds[i] ?? 0);
            }

            used.Add(name);
            comparisons.Add(new(
                name,
                optimization,
                Comparison.Of(shape, result.Numbers, expected, allowed),
                Comparison.Of(shape, reference, exact[name].Values, Tolerance.Allowed(exact[name].Values)),
                Comparison.Of(shape, result.Numbers, exact[name].Values, exact[name].Bounds)));
            if (options.Compared is not { } compared) continue;
            double[] actual = [.. result.Numbers];
            compared(new(name, optimization, ComparisonRule.Tolerance, shape, actual, expected, allowed));
            compared(new(name, optimization, ComparisonRule.Bound, shape, actual, exact[name].Values, exact[name].Bounds));
        }
    }

    /// <summary>A float32 array [N, …row] of the case, where it is there.</summary>
    private RunOutput? Input(string name, int[] rowShape)
    {
        if (!arrays.Has(name)) return null;
        used.Add(name);
        var (numbers, shape) = arrays.Singles(name, [0, .. rowShape]);
        return new RunOutput(name, numbers, shape);
    }

    /// <summary>The int64 labels [N] of a conditional pair.</summary>
    private RunOutput? Labels(int? rows)
    {
        if (outputs.Labels is not { } labels || rows is null) return null;
        used.Add(labels.Name);
        return new RunOutput(labels.Name, arrays.Labels(labels.Name, labels.Classes, rows.Value), [rows.Value]);
    }

    private BoundedTensor? DoubleLatent()
    {
        const string Name = PairContract.Latent + Float64Suffix;
        if (!arrays.Has(Name)) return null;
        used.Add(Name);
        var (numbers, shape) = arrays.Doubles(Name, [0, .. outputs.LatentShape]);
        return new BoundedTensor(shape, numbers, new double[numbers.Length]);
    }

    private static BoundedTensor? Exact(RunOutput? input) => input is null ? null : BoundedTensor.Exact(input.Shape, input.Numbers);

    private IReadOnlyDictionary<string, BoundedTensor> Evaluate(ModelGraph graph, IReadOnlyDictionary<string, BoundedTensor> inputs) =>
        new GraphEvaluator(graph).Evaluate(inputs, cancellation);

    /// <summary>What the rounding of the pair's weights may do, as bounds.</summary>
    private IReadOnlyDictionary<string, BoundedTensor> EvaluateRounding(ModelGraph graph, IReadOnlyDictionary<string, BoundedTensor> inputs) =>
        new GraphEvaluator(graph, rounding.Of(graph)).Evaluate(inputs, cancellation);

    private BoundedTensor? IfRounded(BoundedTensor? input) => rounding.Any ? input : null;

    private IReadOnlyDictionary<string, RunOutput> Run(ModelGraph graph, IReadOnlyDictionary<string, RunOutput> inputs, GraphOptimization optimization)
    {
        cancellation.ThrowIfCancellationRequested();
        using var runner = new OrtRunner(graph, optimization, options.Provider);
        return runner.Run(inputs.Select(input => RunInput.Of(input.Key, input.Value.Numbers, input.Value.Shape)));
    }
}
