using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Export.Verification.Operators;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// Evaluates a graph in float64, node after node in the order of the file, carrying with every value the bound within
/// which any float32 evaluation of it lies.
/// </summary>
internal sealed class GraphEvaluator
{
    private readonly GraphProto graph;
    private readonly Dictionary<string, Constant> constants;

    public GraphEvaluator(ModelProto model)
    {
        graph = model.Graph;
        constants = graph.Initializer.ToDictionary(tensor => tensor.Name, tensor => new Constant(tensor), StringComparer.Ordinal);
    }

    /// <summary>The graph's outputs by name, for inputs by name.</summary>
    public IReadOnlyDictionary<string, BoundedTensor> Evaluate(
        IReadOnlyDictionary<string, BoundedTensor> inputs, CancellationToken cancellation = default)
    {
        var values = EvaluateNodes(inputs, cancellation);
        return graph.Output.ToDictionary(output => output.Name, output => values[output.Name], StringComparer.Ordinal);
    }

    /// <summary>Every value of the graph by name: its inputs, and what each node gives.</summary>
    public IReadOnlyDictionary<string, BoundedTensor> EvaluateNodes(
        IReadOnlyDictionary<string, BoundedTensor> inputs, CancellationToken cancellation = default)
    {
        var values = new Dictionary<string, BoundedTensor>(inputs, StringComparer.Ordinal);
        foreach (var proto in graph.Node)
        {
            cancellation.ThrowIfCancellationRequested();
            var node = new Node(proto, values, constants);
            var outputs = OperatorTable.Find(proto, node)(node);
            node.RequireAllAttributesRead();
            foreach (var (name, output) in proto.Output.Zip(outputs))
            {
                output.MarkOverflow();
                values[name] = output;
            }
        }

        return values;
    }
}
