using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification;

/// <summary>What one row of a graph costs.</summary>
internal static class GraphWork
{
    /// <summary>What a node without weights costs for each element that it gives, in multiplications of a product.</summary>
    private const long OfFunction = 16;

    /// <summary>Multiplications of one row, about.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="values">Its values for one row.</param>
    public static long OfRow(GraphProto graph, IReadOnlyDictionary<string, BoundedTensor> values)
    {
        var weights = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        // A weight that is widened when the graph is loaded costs nothing in a row.
        foreach (var cast in graph.Node.Where(node => node.CastsTo is not null && weights.ContainsKey(node.Input[0]))) weights[cast.Output[0]] = weights[cast.Input[0]];
        return graph.Node
            .Where(node => !weights.ContainsKey(node.Output[0]))
            .Sum(node => Products(node, weights, values) + (OfFunction * node.Output.Sum(output => (long)values[output].Values.Length)));
    }

    private static long Products(NodeProto node, Dictionary<string, TensorProto> weights, IReadOnlyDictionary<string, BoundedTensor> values)
    {
        if (node.OpType is not ("Gemm" or "MatMul" or "Conv" or "ConvTranspose") || !weights.TryGetValue(node.Input[1], out var weight)) return 0;
        long count = weight.Dims.Aggregate(1L, (product, size) => product * size);
        return node.OpType switch
        {
            "Conv" => count / weight.Dims[0] * values[node.Output[0]].Values.Length, // A kernel for each element that comes out.
            "ConvTranspose" => count / weight.Dims[0] * values[node.Input[0]].Values.Length, // For each that goes in.
            _ => count,
        };
    }
}
