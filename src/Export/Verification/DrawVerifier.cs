using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// Verifies a graph that draws from a key: ONNX Runtime within the rounding bound of the float64 evaluation, in which the random
/// bits are exact, and drawn latents within <see cref="GreatestUlp"/> of <see cref="JaxRandom"/>.
/// </summary>
internal static class DrawVerifier
{
    /// <summary>
    /// Measured over 10^8 draws in ONNX Runtime 1.31.1 (docs/random.md): 0. Another logarithm and no fused multiplication.
    /// </summary>
    private const int GreatestUlp = 8;

    private const int MostRows = 64;

    /// <summary>Of small seeds, and such that both words matter, the sign bit of each included.</summary>
    private static readonly JaxKey[] Keys = [JaxRandom.Key(0), JaxRandom.Key(42), JaxRandom.Split(JaxRandom.Key(-1), 2)[1]];

    /// <summary>Verifies; see <see cref="GraphVerifier.Verify"/>.</summary>
    public static GraphVerification Verify(
        ModelProto model, ReadOnlyMemory<byte> bytes, VerificationLevel level, CancellationToken cancellation = default)
    {
        var full = level == VerificationLevel.Full;
        return level == VerificationLevel.None
            ? GraphVerification.From(level, [])
            : GraphVerification.From(level, [.. Checks(model, bytes, full ? Keys : Keys[..1], full ? [1, 3, MostRows] : [1], cancellation)]);
    }

    private static IEnumerable<VerificationCheck> Checks(
        ModelProto model, ReadOnlyMemory<byte> bytes, JaxKey[] keys, int[] batches, CancellationToken cancellation)
    {
        var data = model.Graph.Input.SingleOrDefault(input => input.Name == PairContract.Data) is { } input ? GraphInput.Of(input) : null;
        InputKind[] kinds = data is null ? [InputKind.Keys] : batches.Length > 1 ? VerificationInputs.Kinds : [InputKind.Uniform];
        using OrtRunner plain = new(bytes, GraphOptimization.None), optimised = new(bytes, GraphOptimization.All);
        foreach (var (key, kind) in keys.SelectMany(key => kinds.Select(kind => (key, kind))))
        {
            // All rows at once: an element depends on its index alone, so that fewer rows are the first of them.
            var rows = data is null ? [] : VerificationInputs.Rows(kind, batches[^1], data.RowElements);
            var expected = new GraphEvaluator(model).Evaluate(ExactInputs(data, key, rows, batches[^1]), cancellation);
            foreach (var (batch, optimization) in batches.SelectMany(batch => Enum.GetValues<GraphOptimization>().Select(level => (batch, level))))
            {
                cancellation.ThrowIfCancellationRequested();
                var actual = (optimization == GraphOptimization.All ? optimised : plain).Run(Inputs(data, key, rows, batch));
                foreach (var (name, output) in expected)
                {
                    yield return new(name, kind, batch, optimization, GraphVerifier.Compare(actual[name], output, firstRow: 0, batch, batch));
                }

                if (data is null && actual.TryGetValue(PairContract.Latent, out var z))
                {
                    yield return new("z, of jax.random.normal", kind, batch, optimization, WithJax(key, z));
                }
            }
        }
    }

    private static Dictionary<string, BoundedTensor> ExactInputs(GraphInput? data, JaxKey key, float[] rows, int count)
    {
        var inputs = new Dictionary<string, BoundedTensor>(StringComparer.Ordinal) { [PairContract.Key] = BoundedTensor.Exact([2], [(long)key.High, key.Low]) };
        if (data is null) inputs[PairContract.Count] = BoundedTensor.Exact([], [(long)count]);
        else inputs[data.Name] = BoundedTensor.Exact(data.Shape(count), rows);
        return inputs;
    }

    private static RunInput[] Inputs(GraphInput? data, JaxKey key, float[] rows, int count) =>
    [
        RunInput.Of<uint>(PairContract.Key, new[] { key.High, key.Low }, 2),
        data is null
            ? RunInput.Of<long>(PairContract.Count, new[] { (long)count })
            : RunInput.Of(data.Name, rows.AsMemory(0, count * data.RowElements), data.Shape(count)),
    ];

    private static Comparison WithJax(JaxKey key, RunOutput z)
    {
        var drawn = new float[z.Numbers.Length];
        JaxRandom.Normal(key, drawn);
        return Comparison.Of(
            z.Shape,
            z.Numbers,
            Array.ConvertAll(drawn, number => (double)number),
            Array.ConvertAll(drawn, number => GreatestUlp * (double)(MathF.BitIncrement(MathF.Abs(number)) - MathF.Abs(number))));
    }
}
