using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Parity;

/// <summary>Two exports, node by node, on the same input in float64.</summary>
/// <param name="Nodes">Every pair of nodes that was compared, encoder first, up to the first that cannot be.</param>
/// <param name="First">The first node that differs, in a few words; null where the exports compute the same.</param>
public sealed record PairDifference(IReadOnlyList<NodeDifference> Nodes, string? First)
{
    private const int Rows = 64;

    /// <summary>Compares two exports.</summary>
    /// <param name="one">The folder of one pair.</param>
    /// <param name="other">The folder of the other.</param>
    /// <exception cref="VaeOnnxException">A pair cannot be read.</exception>
    public static PairDifference Of(string one, string other)
    {
        var (left, right) = (PairOnDisk.Open(one), PairOnDisk.Open(other));
        var nodes = new List<NodeDifference>();
        var first = OfGraphs("encoder", ModelGraph.Of(left.Encoder), ModelGraph.Of(right.Encoder), nodes);
        var second = OfGraphs("decoder", ModelGraph.Of(left.Decoder), ModelGraph.Of(right.Decoder), nodes);
        return new(nodes, first ?? second);
    }

    private static string? OfGraphs(string graph, ModelGraph oneGraph, ModelGraph otherGraph, List<NodeDifference> nodes)
    {
        var (one, other) = (oneGraph.Model, otherGraph.Model);
        var (inputs, otherInputs) = (GraphInput.Of(one), GraphInput.Of(other));
        if (Describe(inputs) != Describe(otherInputs))
        {
            return $"{graph}: the inputs differ: {Describe(inputs)} and {Describe(otherInputs)}";
        }

        var (left, right) = (Evaluate(oneGraph, inputs), Evaluate(otherGraph, inputs));
        string? first = null;
        foreach (var (a, b) in one.Graph.Node.Zip(other.Graph.Node))
        {
            if (Structure(a, b, left, right) is { } structure) return first ?? $"{graph}: {structure}";

            foreach (var (x, y) in a.Output.Zip(b.Output).Select(names => (left[names.First], right[names.Second])))
            {
                // By the rounding of float64: what float32 rounds is the same in both, since neither is run in it.
                var comparison = Comparison.Of(x.Shape, x.Values, y.Values, Float64Agreement.Allowed(y.Values, y.Bounds));
                nodes.Add(new(graph, a.OpType, a.Output[0], comparison));
                if (!comparison.Passed) first ??= $"{graph}: {a.OpType} '{a.Output[0]}' gives other numbers";
            }
        }

        return first ?? (one.Graph.Node.Count == other.Graph.Node.Count ? null : $"{graph}: one has {one.Graph.Node.Count} nodes, the other {other.Graph.Node.Count}");
    }

    private static string? Structure(
        NodeProto a, NodeProto b, IReadOnlyDictionary<string, BoundedTensor> left, IReadOnlyDictionary<string, BoundedTensor> right)
    {
        if (a.OpType != b.OpType) return $"{a.OpType} '{a.Output[0]}' stands where the other has {b.OpType} '{b.Output[0]}'";
        if (a.Output.Count != b.Output.Count) return $"{a.OpType} '{a.Output[0]}' has {a.Output.Count} outputs, the other {b.Output.Count}";
        foreach (var (x, y) in a.Output.Zip(b.Output))
        {
            if (!left[x].Shape.AsSpan(1).SequenceEqual(right[y].Shape.AsSpan(1)))
            {
                return $"{a.OpType} '{x}' gives {Describe(left[x])}, the other {Describe(right[y])}";
            }
        }

        return null;
    }

    private static IReadOnlyDictionary<string, BoundedTensor> Evaluate(ModelGraph model, GraphInput[] inputs) =>
        new GraphEvaluator(model).EvaluateNodes(inputs.ToDictionary(
            input => input.Name,
            input => BoundedTensor.Exact(input.Shape(Rows), VerificationInputs.Rows(InputKind.Uniform, Rows, input))));

    private static string Describe(GraphInput[] inputs) => string.Join(", ", inputs.Select(input =>
        $"{input.Name} [{string.Join(", ", input.RowShape.Select(size => $"{size}").Prepend("N"))}]{(input.Classes > 0 ? $" of {input.Classes} classes" : "")}"));

    private static string Describe(BoundedTensor tensor) => $"[N, {string.Join(", ", tensor.Shape[1..])}]";
}

/// <summary>One output of one node in two exports.</summary>
/// <param name="Graph"><c>encoder</c> or <c>decoder</c>.</param>
/// <param name="Operator">The node's operator.</param>
/// <param name="Output">The name of the output in the first export.</param>
/// <param name="Comparison">The first export's numbers against the second's.</param>
public sealed record NodeDifference(string Graph, string Operator, string Output, Comparison Comparison);
