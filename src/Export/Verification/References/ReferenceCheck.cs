using Google.Protobuf;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// Holds a pair of graphs against the arrays of a reference case: the graphs' float64 evaluation against the float64
/// arrays, which shows whether they are the right graphs, and ONNX Runtime's results against the float32 arrays.
/// </summary>
internal sealed class ReferenceCheck
{
    private const string Float64Suffix = "_f64";

    /// <summary>What was computed from the float32 z, where <c>_f64</c> was computed from the float64 one.</summary>
    private const string FromSingleLatentSuffix = "_from_z_f64";

    private readonly ReferenceArrays arrays;
    private readonly Tolerance tolerance;
    private readonly CancellationToken cancellation;
    private readonly List<ReferenceComparison> comparisons = [];
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    private ReferenceCheck(ReferenceArrays arrays, Tolerance tolerance, CancellationToken cancellation)
    {
        this.arrays = arrays;
        this.tolerance = tolerance;
        this.cancellation = cancellation;
    }

    /// <summary>Compares everything that the folder has arrays for.</summary>
    /// <param name="folder">The folder of the case.</param>
    /// <param name="encoder">The encoder, fed with <c>x</c>; with <c>eps</c>, z is compared too.</param>
    /// <param name="decoder">The decoder, fed with <c>z</c> and <c>z_f64</c>.</param>
    /// <param name="absolute">Absolute tolerance of the float32 arrays.</param>
    /// <param name="relative">Their relative tolerance; both are given or neither.</param>
    /// <param name="cancellation">Ends the check between two steps.</param>
    /// <exception cref="VaeOnnxException">An array has another type or shape than the graphs, or there is none to judge.</exception>
    public static ReferenceReport Check(
        string folder,
        ExportedGraph encoder,
        ExportedGraph decoder,
        double? absolute = null,
        double? relative = null,
        CancellationToken cancellation = default)
    {
        var tolerance = Tolerance.From(absolute, relative);
        var arrays = new ReferenceArrays(folder);
        var check = new ReferenceCheck(arrays, tolerance, cancellation);
        check.CheckEncoder(encoder, GraphInput.Of(decoder.Model)[0].RowShape);
        check.CheckDecoder(decoder);
        return check.comparisons.Count > 0
            ? new ReferenceReport(folder, Float64First(check.comparisons), [.. arrays.Names.Where(name => !check.used.Contains(name))])
            : throw new VaeOnnxException(
                ErrorKind.Input,
                $"{folder}: no reference arrays that belong together are there. The encoder needs x.npy and mean.npy or mean_f64.npy, "
                + "the decoder z.npy and recon.npy, and so on.");
    }

    private static ReferenceComparison[] Float64First(List<ReferenceComparison> comparisons) =>
        [.. comparisons.OrderBy(comparison => comparison.Optimization is not null)];

    private void CheckEncoder(ExportedGraph encoder, int[] latentShape)
    {
        if (!arrays.Has(PairContract.Data))
        {
            return;
        }

        var x = Input(PairContract.Data, [0, .. GraphInput.Of(encoder.Model)[0].RowShape]); // [N, …input]
        var eps = arrays.Has(SamplingGraph.Eps)
            ? Input(SamplingGraph.Eps, [x.Shape[0], .. latentShape])
            : new RunInput(SamplingGraph.Eps, new float[x.Shape[0] * BoundedTensor.Elements(latentShape)], [x.Shape[0], .. latentShape]);
        var sampling = SamplingGraph.For(latentShape, PairContract.Mean, PairContract.LogVar);
        string[] names =
        [
            PairContract.Mean, PairContract.LogVar, SamplingGraph.LogStd, SamplingGraph.Std,
            .. arrays.Has(SamplingGraph.Eps) ? [SamplingGraph.Z] : Array.Empty<string>(),
        ];

        var exact = Exact(encoder.Model, Tensors(x));
        exact = Merge(exact, Exact(sampling, Merge(exact, Tensors(eps))));
        CompareExact(exact, names, Float64Suffix);

        var bytes = sampling.ToByteArray();
        CompareSingles(exact, names, optimization =>
        {
            var posterior = Run(encoder.Bytes, optimization, x);
            return Merge(posterior, Run(bytes, optimization, [.. posterior.Values.Select(AsInput), eps]));
        });
    }

    private void CheckDecoder(ExportedGraph decoder)
    {
        int[] shape = [0, .. GraphInput.Of(decoder.Model)[0].RowShape]; // [N, …latent]
        string[] names = [.. decoder.Model.Graph.Output.Select(output => output.Name)];
        if (arrays.Has(PairContract.Latent))
        {
            var z = Input(PairContract.Latent, shape);
            var exact = Exact(decoder.Model, Tensors(z));
            CompareExact(exact, names, FromSingleLatentSuffix);
            CompareSingles(exact, names, optimization => Run(decoder.Bytes, optimization, z));
        }

        string[] others = [.. names.Where(name => arrays.Has(name + Float64Suffix) && !used.Contains(name + FromSingleLatentSuffix))];
        if (others.Length > 0 && arrays.Has(PairContract.Latent + Float64Suffix))
        {
            used.Add(PairContract.Latent + Float64Suffix);
            var (numbers, found) = arrays.Doubles(PairContract.Latent + Float64Suffix, shape);
            var z = new BoundedTensor(found, numbers, new double[numbers.Length]);
            CompareExact(
                Exact(decoder.Model, new Dictionary<string, BoundedTensor> { [PairContract.Latent] = z }), others, Float64Suffix);
        }
    }

    /// <summary>The graph's float64 evaluation against float64 arrays.</summary>
    private void CompareExact(IReadOnlyDictionary<string, BoundedTensor> exact, IEnumerable<string> names, string suffix)
    {
        foreach (var name in names.Where(name => arrays.Has(name + suffix)))
        {
            var actual = exact[name];
            var (expected, _) = arrays.Doubles(name + suffix, actual.Shape);
            used.Add(name + suffix);
            comparisons.Add(new(
                name + suffix, null, Comparison.Of(actual.Shape, actual.Values, expected, Float64Agreement.Allowed(expected, actual)), null));
        }
    }

    /// <summary>ONNX Runtime's float32 results against float32 arrays, and the arrays themselves against float64.</summary>
    private void CompareSingles(
        IReadOnlyDictionary<string, BoundedTensor> exact,
        string[] names,
        Func<GraphOptimization, IReadOnlyDictionary<string, RunOutput>> run)
    {
        string[] there = [.. names.Where(arrays.Has)];
        if (there.Length == 0)
        {
            return;
        }

        foreach (var optimization in Enum.GetValues<GraphOptimization>())
        {
            var results = run(optimization);
            foreach (var name in there)
            {
                var shape = results[name].Shape;
                var reference = arrays.Singles(name, shape).Numbers;
                var expected = BoundedTensor.Exact(shape, reference).Values;
                used.Add(name);
                comparisons.Add(new(
                    name,
                    optimization,
                    Comparison.Of(shape, results[name].Numbers, expected, tolerance.Allowed(expected)),
                    Comparison.Of(shape, reference, exact[name].Values, tolerance.Allowed(exact[name].Values))));
            }
        }
    }

    private RunInput Input(string name, int[] shape)
    {
        used.Add(name);
        var (numbers, found) = arrays.Singles(name, shape);
        return new RunInput(name, numbers, found);
    }

    private IReadOnlyDictionary<string, BoundedTensor> Exact(ModelProto model, IReadOnlyDictionary<string, BoundedTensor> inputs) =>
        new GraphEvaluator(model).Evaluate(inputs, cancellation);

    private IReadOnlyDictionary<string, RunOutput> Run(
        ReadOnlyMemory<byte> model, GraphOptimization optimization, params IReadOnlyList<RunInput> inputs)
    {
        cancellation.ThrowIfCancellationRequested();
        using var runner = new OrtRunner(model, optimization);
        return runner.Run(inputs);
    }

    private static Dictionary<string, BoundedTensor> Tensors(RunInput input) =>
        new(StringComparer.Ordinal) { [input.Name] = BoundedTensor.Exact(input.Shape, input.Numbers.Span) };

    private static RunInput AsInput(RunOutput output) => new(output.Name, output.Numbers, output.Shape);

    private static Dictionary<string, T> Merge<T>(IReadOnlyDictionary<string, T> first, IReadOnlyDictionary<string, T> second) =>
        new(first.Concat(second), StringComparer.Ordinal);
}
