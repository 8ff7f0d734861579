using VaeOnnx.Data;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Export.Verification.Operators;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// Evaluates a graph in float64, node after node in the order of the file, carrying with every value the bound within
/// which any evaluation in the graph's own precision lies.
/// </summary>
internal sealed class GraphEvaluator
{
    private readonly ModelGraph model;
    private readonly Rounding? rounding;
    private readonly ElementType? weightsRoundedTo;

    public GraphEvaluator(ModelProto model)
        : this(new ModelGraph(model, default))
    {
    }

    /// <param name="model">The graph.</param>
    /// <param name="rounding">What the bound is to cover; null for the arithmetic of the graph's own types.</param>
    /// <param name="weightsRoundedTo">The type that the weights of <see cref="ModelGraph.Weights"/> are rounded to before they are used; null to take them as they are.</param>
    public GraphEvaluator(ModelGraph model, Rounding? rounding = null, ElementType? weightsRoundedTo = null)
    {
        this.model = model;
        this.rounding = rounding;
        this.weightsRoundedTo = weightsRoundedTo;
    }

    /// <summary>The graph's outputs by name, for inputs by name.</summary>
    public IReadOnlyDictionary<string, BoundedTensor> Evaluate(
        IReadOnlyDictionary<string, BoundedTensor> inputs, CancellationToken cancellation = default)
    {
        var values = Evaluate(inputs, LastUses(), cancellation);
        return model.Model.Graph.Output.ToDictionary(output => output.Name, output => values[output.Name], StringComparer.Ordinal);
    }

    /// <summary>Every value of the graph by name: its inputs, and what each node gives.</summary>
    public IReadOnlyDictionary<string, BoundedTensor> EvaluateNodes(
        IReadOnlyDictionary<string, BoundedTensor> inputs, CancellationToken cancellation = default) =>
        Evaluate(inputs, lastUses: null, cancellation);

    private Dictionary<string, BoundedTensor> Evaluate(
        IReadOnlyDictionary<string, BoundedTensor> inputs, Dictionary<string, NodeProto>? lastUses, CancellationToken cancellation)
    {
        using var tensors = model.OpenTensors();
        var constants = model.Model.Graph.Initializer.ToDictionary(
            tensor => tensor.Name,
            tensor => new Constant(tensor, tensors.Read(tensor), model.Weights?.ContainsKey(tensor.Name) is true ? weightsRoundedTo : null),
            StringComparer.Ordinal);
        var values = new Dictionary<string, BoundedTensor>(inputs, StringComparer.Ordinal);
        var halves = constants.Where(constant => constant.Value.IsHalf).Select(constant => constant.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var proto in model.Model.Graph.Node)
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsCastOfConstant(proto, constants))
            {
                // Every float16 and bfloat16 is a float32.
                constants[proto.Output[0]] = constants[proto.Input[0]];
                continue;
            }

            bool isHalf = proto.CastsTo is { } to ? to == TensorProto.Types.DataType.Float16 : proto.Input.Any(halves.Contains);
            var arithmetic = rounding ?? (isHalf ? Rounding.Float16 : Rounding.Float32);
            var node = new Node(proto, values, constants, arithmetic);
            var outputs = OperatorTable.Find(proto, node)(node);
            node.RequireAllAttributesRead();
            foreach (var (name, output) in proto.Output.Zip(outputs))
            {
                output.MarkOverflow(arithmetic.Greatest);
                values[name] = output;
                if (isHalf) halves.Add(name);
            }

            foreach (var name in proto.Input)
            {
                if (lastUses is not null && lastUses.TryGetValue(name, out var last) && ReferenceEquals(last, proto)) values.Remove(name);
            }
        }

        return values;
    }

    private static bool IsCastOfConstant(NodeProto node, Dictionary<string, Constant> constants) =>
        node.CastsTo == TensorProto.Types.DataType.Float && constants.TryGetValue(node.Input[0], out var constant) && constant.IsFloatingPoint;

    /// <summary>For each value but the outputs, the last node that takes it: images of many rows would fill the memory.</summary>
    private Dictionary<string, NodeProto> LastUses()
    {
        var lastUses = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (var node in model.Model.Graph.Node)
        {
            foreach (var input in node.Input) lastUses[input] = node;
        }

        foreach (var output in model.Model.Graph.Output) lastUses.Remove(output.Name);
        return lastUses;
    }
}
