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
        var values = Evaluate(inputs, LastUses(), cancellation);
        return graph.Output.ToDictionary(output => output.Name, output => values[output.Name], StringComparer.Ordinal);
    }

    /// <summary>Every value of the graph by name: its inputs, and what each node gives.</summary>
    public IReadOnlyDictionary<string, BoundedTensor> EvaluateNodes(
        IReadOnlyDictionary<string, BoundedTensor> inputs, CancellationToken cancellation = default) =>
        Evaluate(inputs, lastUses: null, cancellation);

    private Dictionary<string, BoundedTensor> Evaluate(
        IReadOnlyDictionary<string, BoundedTensor> inputs, Dictionary<string, NodeProto>? lastUses, CancellationToken cancellation)
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

            foreach (var name in proto.Input)
            {
                if (lastUses is not null && lastUses.TryGetValue(name, out var last) && ReferenceEquals(last, proto)) values.Remove(name);
            }
        }

        return values;
    }

    /// <summary>For each value but the outputs, the last node that takes it: images of many rows would fill the memory.</summary>
    private Dictionary<string, NodeProto> LastUses()
    {
        var lastUses = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            foreach (var input in node.Input) lastUses[input] = node;
        }

        foreach (var output in graph.Output) lastUses.Remove(output.Name);
        return lastUses;
    }
}
