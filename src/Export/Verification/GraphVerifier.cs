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

    /// <summary>Verifies; the result says whether the numbers hold, nothing is thrown for those that do not.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="bytes">The very bytes of its file.</param>
    /// <param name="level">How much is verified.</param>
    /// <param name="cancellation">Ends the verification between two steps.</param>
    /// <exception cref="VaeOnnxException">An operator is unknown, or ONNX Runtime does not accept the graph.</exception>
    public static GraphVerification Verify(
        ModelProto model, ReadOnlyMemory<byte> bytes, VerificationLevel level, CancellationToken cancellation = default)
    {
        if (level == VerificationLevel.None)
        {
            return GraphVerification.From(level, []);
        }

        var inputs = GraphInput.Of(model);
        int[] batches = level == VerificationLevel.Full ? [1, 3, Rows(model, inputs, cancellation)] : [1];
        var blocks = Blocks(level == VerificationLevel.Full ? VerificationInputs.Kinds : [InputKind.Uniform], batches[^1], inputs);
        var expected = Evaluate(model, inputs, blocks, cancellation);
        var checks = new List<VerificationCheck>();
        foreach (var optimization in Enum.GetValues<GraphOptimization>())
        {
            using var runner = new OrtRunner(bytes, optimization);
            foreach (var block in blocks)
            {
                foreach (var batch in batches)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var actual = runner.Run(inputs.Select((input, i) => RunInput.Of(
                        input.Name, block.Inputs[i].AsMemory(0, batch * input.RowElements), input.Shape(batch))));
                    checks.AddRange(expected.Select(output => new VerificationCheck(
                        output.Key, block.Kind, batch, optimization, Compare(actual[output.Key], output.Value, block.FirstRow, Math.Min(batch, block.Rows), batch))));
                }
            }
        }

        return GraphVerification.From(level, checks);
    }

    /// <summary>64 rows, or as many as a convolutional graph can be verified with in a short time.</summary>
    private static int Rows(ModelProto model, GraphInput[] inputs, CancellationToken cancellation)
    {
        var row = inputs.ToDictionary(
            input => input.Name, input => BoundedTensor.Exact(input.Shape(1), VerificationInputs.Rows(InputKind.Zeros, 1, input)), StringComparer.Ordinal);
        long work = GraphWork.OfRow(model.Graph, new GraphEvaluator(model).EvaluateNodes(row, cancellation));
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
            var different = VerificationInputs.RowsAreEqual(kind) ? 1 : rows;
            blocks.Add(new Block(
                kind, [.. inputs.Select(input => VerificationInputs.Rows(kind, rows, input))], first, different));
            first += different;
        }

        return blocks;
    }

    /// <summary>All rows that differ, in one evaluation: the weights are read once.</summary>
    private static IReadOnlyDictionary<string, BoundedTensor> Evaluate(
        ModelProto model, GraphInput[] inputs, List<Block> blocks, CancellationToken cancellation)
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

        return new GraphEvaluator(model).Evaluate(values, cancellation);
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
