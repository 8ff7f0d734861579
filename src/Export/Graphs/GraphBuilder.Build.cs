using System.Reflection;

namespace VaeOnnx.Export.Graphs;

/// <summary>From the grown graph to the message that is written: the same calls give the same bytes, everywhere.</summary>
internal sealed partial class GraphBuilder
{
    /// <summary>The version of this library: the one thing in a file, besides the input, that may change its bytes.</summary>
    private static readonly string ProducerVersion =
        typeof(GraphBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The graph as an ONNX model, without metadata.</summary>
    /// <param name="name">The name of the graph.</param>
    /// <param name="dataFile">The file beside it for its tensors, where they are more than fit well into it; null for a graph that is never written.</param>
    /// <param name="externalAbove">How many bytes of tensors the graph holds itself; with more, the large ones go into <paramref name="dataFile"/>.</param>
    public BuiltGraph Build(string name, string? dataFile = null, long externalAbove = long.MaxValue)
    {
        AssignNames();
        bool isExternal = constants.Sum(constant => constant.ByteCount) > externalAbove;
        var data = new ExternalLayout(dataFile);

        var graph = new GraphProto { Name = name };
        graph.Input.AddRange(inputs.Select(input => Describe(input.Value)));
        graph.Output.AddRange(outputs.Select(output => Describe(output.Value)));
        graph.Initializer.AddRange(constants.Select(constant => constant.Weight is { } weight && isExternal && data.IsWorthIt(weight)
            ? data.Add(constant.Value.Name, weight)
            : Initializer(constant)));
        graph.Node.AddRange(nodes.Select(Message));

        var model = new ModelProto
        {
            IrVersion = Opset.IrVersion(opset),
            ProducerName = "VaeOnnx",
            ProducerVersion = ProducerVersion,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = opset } },
        };
        return new(model, data.Tensors);
    }

    /// <summary>
    /// Values share one name space in ONNX. Inputs and outputs have the names of the contract; weights keep the names of
    /// the checkpoint and inner values the names of their layers, as far as those are free.
    /// </summary>
    private void AssignNames()
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in inputs.Concat(outputs))
        {
            value.Name = name;
            taken.Add(name);
        }

        var named = inputs.Concat(outputs).Select(item => item.Value).ToHashSet();
        foreach (var value in constants.Select(constant => constant.Value).Concat(nodes.SelectMany(node => node.Outputs)))
        {
            if (!named.Add(value)) continue;
            var name = value.Name;
            for (int i = 2; !taken.Add(value.Name); i++) value.Name = $"{name}_{i}";
        }
    }

    private static NodeProto Message(Node node)
    {
        var message = new NodeProto { Name = node.Outputs[0].Name, OpType = node.Operator };
        message.Input.AddRange(node.Inputs.Select(input => input.Name));
        message.Output.AddRange(node.Outputs.Select(output => output.Name));
        message.Attribute.AddRange(node.Attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal));
        return message;
    }

    private static TensorProto Initializer(Constant constant) => new()
    {
        Name = constant.Value.Name,
        DataType = (int)constant.Type.Onnx(),
        Dims = { constant.Shape },
        RawData = constant.Data ?? constant.Weight!.Whole(),
    };

    private static ValueInfoProto Describe(GraphValue value) => value.IsBatched
        ? Batched.Of(value.Name, value.Type, value.Shape)
        : Batched.Static(value.Name, value.Type, value.Shape);
}
