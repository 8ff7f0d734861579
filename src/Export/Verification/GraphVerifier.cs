using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// Holds ONNX Runtime's results of a graph, run from the bytes of its file, against the float64 evaluation of the same
/// graph, each element within its rounding bound.
/// </summary>
internal static class GraphVerifier
{
    private const int MostRows = 64;
    private const int LeastRows = 4;

    /// <summary>Multiplications that the rows of one kind may take: about a third of a second.</summary>
    private const long MostWork = 350_000_000;

    /// <summary>Float16 ends at 65504: of the large kinds, those are taken on which no number of the graph can leave it.</summary>
    private static readonly InputKind[] Float16Kinds =
        [InputKind.Zeros, InputKind.Ones, InputKind.Uniform, InputKind.Normal1, InputKind.Normal1E1, InputKind.Normal1E2];

    /// <summary>Verifies; the result says whether the numbers hold, nothing is thrown for those that do not.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="bytes">The very bytes of its file.</param>
    /// <param name="level">How much is verified.</param>
    /// <param name="cancellation">Ends the verification between two steps.</param>
    /// <exception cref="VaeOnnxException">An operator is unknown, or ONNX Runtime does not accept the graph.</exception>
    public static GraphVerification Verify(
        ModelProto model, ReadOnlyMemory<byte> bytes, VerificationLevel level, CancellationToken cancellation = default) =>
        Verify(new ModelGraph(model, bytes), GraphPrecision.Fp32, unrounded: null, level, cancellation);

    /// <summary>Verifies, and says what rounding the weights did.</summary>
    /// <param name="graph">The graph, and the very bytes of its file.</param>
    /// <param name="precision">What it computes with.</param>
    /// <param name="unrounded">The graph with the numbers of the checkpoint as they are, where some were rounded; otherwise null.</param>
    /// <param name="level">How much is verified.</param>
    /// <param name="cancellation">Ends the verification between two steps.</param>
    /// <exception cref="VaeOnnxException">An operator is unknown, or ONNX Runtime does not accept the graph.</exception>
    public static GraphVerification Verify(
        ModelGraph graph, GraphPrecision precision, ModelGraph? unrounded, VerificationLevel level, CancellationToken cancellation = default)
    {
        if (level == VerificationLevel.None)
        {
            return GraphVerification.From(level, []);
        }

        var inputs = GraphInput.Of(graph.Model);
        int[] batches = level == VerificationLevel.Full ? [1, 3, Rows(graph, inputs, cancellation)] : [1];
        var kinds = precision == GraphPrecision.Fp16 ? Float16Kinds : VerificationInputs.Kinds;
        var blocks = Blocks(level == VerificationLevel.Full ? kinds : [InputKind.Uniform], batches[^1], inputs);
        var expected = Evaluate(new GraphEvaluator(graph), inputs, blocks, cancellation);
        if (precision == GraphPrecision.Fp16) blocks.RemoveAll(block => block.Kind > InputKind.Normal1 && MayOverflow(expected, block));
        var effects = unrounded is null ? [] : Effects(graph, precision, unrounded, inputs, blocks, expected, cancellation);
        var checks = new List<VerificationCheck>();
        var judged = new Dictionary<(InputKind, int, string), (RunOutput Output, Comparison Comparison)>();
        foreach (var optimization in Enum.GetValues<GraphOptimization>())
        {
            using var runner = new OrtRunner(graph, optimization);
            foreach (var block in blocks)
            {
                foreach (var batch in batches)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var actual = runner.Run(inputs.Select((input, i) => RunInput.Of(
                        input.Name, block.Inputs[i].AsMemory(0, batch * input.RowElements), input.Shape(batch))));
                    foreach (var (name, output) in expected)
                    {
                        // Optimised graphs mostly give the same bits, of which the same holds.
                        var run = (block.Kind, batch, name);
                        if (!judged.TryGetValue(run, out var found) || !found.Output.HasTheBitsOf(actual[name]))
                        {
                            judged[run] = found = (actual[name], Compare(actual[name], output, block.FirstRow, Math.Min(batch, block.Rows), batch));
                        }

                        checks.Add(new(name, block.Kind, batch, optimization, found.Comparison));
                    }
                }
            }
        }

        return GraphVerification.From(level, checks, effects);
    }

    /// <summary>
    /// On inputs from 0 to 1: the graph against float64 arithmetic on the rounded weights of the model, which it has to be, and
    /// against the model as the checkpoint has it, from which it may differ.
    /// </summary>
    private static List<RoundingEffect> Effects(
        ModelGraph graph,
        GraphPrecision precision,
        ModelGraph unrounded,
        GraphInput[] inputs,
        List<Block> blocks,
        IReadOnlyDictionary<string, BoundedTensor> actual,
        CancellationToken cancellation)
    {
        var type = precision.WeightType();
        var constants = precision == GraphPrecision.Fp16 && HasFineConstants(unrounded) ? Rounding.Float16Constants : Rounding.None;
        var data = blocks.Where(block => block.Kind < InputKind.Normal1).ToList();
        int rows = data.Sum(block => block.Rows);
        var rounded = Evaluate(new GraphEvaluator(unrounded, constants, weightsRoundedTo: type), inputs, data, cancellation);
        var float64 = Evaluate(new GraphEvaluator(graph, Rounding.Float32), inputs, data, cancellation);
        var exact = Evaluate(new GraphEvaluator(unrounded, Rounding.None), inputs, data, cancellation);
        var mayLose = Evaluate(new GraphEvaluator(graph, WeightLoss.RoundingTo(type)), inputs, data, cancellation);
        return [.. actual.Select(output =>
        {
            var (name, shape) = (output.Key, rounded[output.Key].Shape);
            var width = BoundedTensor.Elements(shape.AsSpan(1));
            var values = output.Value.Values.AsSpan(0, rows * width);
            var allowed = Float64Agreement.Allowed(rounded[name].Values, float64[name].Bounds, rounded[name].Bounds);
            return new RoundingEffect(
                name,
                Comparison.Of(shape, values, rounded[name].Values, allowed),
                Comparison.Of(shape, values, exact[name].Values, mayLose[name].Bounds));
        })];
    }

    /// <summary>Whether the model has constants of its own that float16 does not hold, such as the √2 of a Gelu.</summary>
    private static bool HasFineConstants(ModelGraph unrounded) => unrounded.Model.Graph.Initializer
        .Where(tensor => tensor.Type() == ElementType.Float32 && !unrounded.Weights!.ContainsKey(tensor.Name))
        .Any(tensor => MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray().Any(number => (float)(Half)number != number));

    private static bool MayOverflow(IReadOnlyDictionary<string, BoundedTensor> expected, Block block) => expected.Values.Any(output =>
    {
        var width = BoundedTensor.Elements(output.Shape.AsSpan(1));
        return output.Bounds.AsSpan(block.FirstRow * width, block.Rows * width).Contains(double.PositiveInfinity);
    });

    /// <summary>64 rows, or as many as a convolutional graph can be verified with in a short time.</summary>
    private static int Rows(ModelGraph graph, GraphInput[] inputs, CancellationToken cancellation)
    {
        var row = inputs.ToDictionary(
            input => input.Name, input => BoundedTensor.Exact(input.Shape(1), VerificationInputs.Rows(InputKind.Zeros, 1, input)), StringComparer.Ordinal);
        long work = GraphWork.OfRow(graph.Model.Graph, new GraphEvaluator(graph).EvaluateNodes(row, cancellation));
        return (int)Math.Clamp(MostWork / Math.Max(1, work), LeastRows, MostRows);
    }

    /// <summary>The rows of one kind of input, and where their float64 results stand among all rows evaluated.</summary>
    private sealed record Block(InputKind Kind, float[][] Inputs, int FirstRow, int Rows);

    private static List<Block> Blocks(InputKind[] kinds, int rows, GraphInput[] inputs)
    {
        var blocks = new List<Block>();
        var first = 0;
        foreach (var kind in kinds)
        {
            var different = VerificationInputs.DifferentRows(kind, rows);
            blocks.Add(new Block(
                kind, [.. inputs.Select(input => VerificationInputs.Rows(kind, rows, input))], first, different));
            first += different;
        }

        return blocks;
    }

    /// <summary>All rows that differ, in one evaluation: the weights are read once.</summary>
    private static IReadOnlyDictionary<string, BoundedTensor> Evaluate(
        GraphEvaluator evaluator, GraphInput[] inputs, List<Block> blocks, CancellationToken cancellation)
    {
        var values = new Dictionary<string, BoundedTensor>(StringComparer.Ordinal);
        for (var i = 0; i < inputs.Length; i++)
        {
            var width = inputs[i].RowElements;
            var rows = blocks.Sum(block => block.Rows);
            if ((long)rows * width > Array.MaxLength)
            {
                throw new VaeOnnxException(
                    ErrorKind.Unsupported,
                    $"{rows} rows of {width} values in '{inputs[i].Name}' are too much to verify at once: verify quick, one row, instead.");
            }

            var numbers = new float[rows * width];
            foreach (var block in blocks)
            {
                block.Inputs[i].AsSpan(0, block.Rows * width).CopyTo(numbers.AsSpan(block.FirstRow * width));
            }

            values[inputs[i].Name] = BoundedTensor.Exact(inputs[i].Shape(rows), numbers);
        }

        return evaluator.Evaluate(values, cancellation);
    }

    /// <summary>Holds a batch against so many rows of the float64 results, which repeat where they are fewer.</summary>
    public static Comparison Compare(RunOutput actual, BoundedTensor expected, int firstRow, int rows, int batch)
    {
        int[] shape = [batch, .. expected.Shape[1..]];
        if (!actual.Shape.SequenceEqual(shape))
        {
            throw new VaeOnnxException(
                ErrorKind.Numbers,
                $"ONNX Runtime gives the output '{actual.Name}' the shape [{string.Join(", ", actual.Shape)}]; "
                + $"the graph's arithmetic gives [{string.Join(", ", shape)}].");
        }

        var width = BoundedTensor.Elements(shape.AsSpan(1));
        return Comparison.Of(
            shape,
            actual.Numbers,
            expected.Values.AsSpan(firstRow * width, rows * width),
            expected.Bounds.AsSpan(firstRow * width, rows * width));
    }
}
