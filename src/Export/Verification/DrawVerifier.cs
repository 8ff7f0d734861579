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
    /// Measured over 10^7 draws (docs/random.md): 3, by another logarithm and no fused multiplication. Twice that, since other
    /// processors take other paths through the logarithm.
    /// </summary>
    internal const int GreatestUlp = 6;

    /// <summary>How the comparison with <see cref="JaxRandom"/> is called in a report.</summary>
    private const string OfJax = "z, of jax.random.normal";

    private const int MostRows = 64;

    /// <summary>
    /// Of the size of data: the log-variances of data 10,000 times as large are so too, and their exponentials beyond float32. The
    /// encoder and the decoder are verified with such data by themselves.
    /// </summary>
    private static readonly InputKind[] DataKinds = [InputKind.Zeros, InputKind.Ones, InputKind.Uniform];

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
        GraphInput[] data = [.. GraphInput.Of(model, input => input.Name is not (PairContract.Key or PairContract.Count))];
        bool fromPrior = data.All(input => input.Name != PairContract.Data);
        InputKind[] kinds = fromPrior ? [InputKind.Keys] : batches.Length > 1 ? DataKinds : [InputKind.Uniform];
        using OrtRunner plain = new(bytes, GraphOptimization.None), optimised = new(bytes, GraphOptimization.All);
        foreach (var (key, kind) in keys.SelectMany(key => kinds.Select(kind => (key, kind))))
        {
            // All rows at once: an element depends on its index alone, so that fewer rows are the first of them.
            float[][] rows = [.. data.Select(input => VerificationInputs.Rows(kind, batches[^1], input))];
            var expected = new GraphEvaluator(model).Evaluate(ExactInputs(data, key, rows, batches[^1]), cancellation);
            foreach (var (batch, optimization) in batches.SelectMany(batch => Enum.GetValues<GraphOptimization>().Select(level => (batch, level))))
            {
                cancellation.ThrowIfCancellationRequested();
                var actual = (optimization == GraphOptimization.All ? optimised : plain).Run(Inputs(data, fromPrior, key, rows, batch));
                foreach (var (name, output) in expected)
                {
                    yield return new(name, kind, batch, optimization, GraphVerifier.Compare(actual[name], output, firstRow: 0, batch, batch));
                }

                if (fromPrior && actual.TryGetValue(PairContract.Latent, out var z))
                {
                    yield return new(OfJax, kind, batch, optimization, WithJax(key, z));
                }
            }
        }
    }

    private static Dictionary<string, BoundedTensor> ExactInputs(GraphInput[] data, JaxKey key, float[][] rows, int count)
    {
        var inputs = data.Zip(rows).ToDictionary(
            pair => pair.First.Name, pair => BoundedTensor.Exact(pair.First.Shape(count), pair.Second), StringComparer.Ordinal);
        inputs[PairContract.Key] = BoundedTensor.Exact([2], [(long)key.High, key.Low]);
        inputs[PairContract.Count] = BoundedTensor.Exact([], [(long)count]);
        return inputs;
    }

    private static IEnumerable<RunInput> Inputs(GraphInput[] data, bool fromPrior, JaxKey key, float[][] rows, int count)
    {
        yield return RunInput.Whole(PairContract.Key, new[] { key.High, key.Low }, 2);
        if (fromPrior) yield return RunInput.Whole(PairContract.Count, new[] { (long)count });
        foreach (var (input, numbers) in data.Zip(rows))
        {
            yield return RunInput.Of(input.Name, numbers.AsMemory(0, count * input.RowElements), input.Shape(count));
        }
    }

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
