using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// A small graph of what callers compute from a pair's outputs: written as a graph, it is evaluated in float64 with its bound
/// and run in ONNX Runtime like the pair itself.
/// </summary>
internal sealed class DerivedGraph(string name)
{
    private readonly GraphProto graph = new() { Name = name };

    public DerivedGraph Input(string input, int[] rowShape)
    {
        graph.Input.Add(Batched.Float32(input, rowShape.Select(size => (long)size)));
        return this;
    }

    public DerivedGraph Output(string output, int[] rowShape)
    {
        graph.Output.Add(Batched.Float32(output, rowShape.Select(size => (long)size)));
        return this;
    }

    public DerivedGraph Scalar(string constant, float value) =>
        Initializer(constant, TensorProto.Types.DataType.Float, [], MemoryMarshal.AsBytes([value]));

    public DerivedGraph Node(string operation, string output, params ReadOnlySpan<string> inputs)
    {
        var node = new NodeProto { OpType = operation, Name = output, Output = { output } };
        foreach (var input in inputs) node.Input.Add(input);
        graph.Node.Add(node);
        return this;
    }

    /// <summary>The sum over all but the batch: [N, …] → [N].</summary>
    public DerivedGraph SumOfRows(string output, string input)
    {
        Initializer($"{output}_axes", TensorProto.Types.DataType.Int64, [1], MemoryMarshal.AsBytes([1L]));
        Node("Flatten", $"{input}_flat", input);
        Node("ReduceSum", output, $"{input}_flat", $"{output}_axes");
        graph.Node[^1].Attribute.Add(new AttributeProto { Name = "keepdims", I = 0, Type = AttributeProto.Types.AttributeType.Int });
        return this;
    }

    public ModelGraph Build() => ModelGraph.Of(new ModelProto
    {
        IrVersion = Opset.IrVersion(Opset.Default),
        Graph = graph,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset.Default } },
    });

    private DerivedGraph Initializer(string constant, TensorProto.Types.DataType type, long[] shape, ReadOnlySpan<byte> data)
    {
        graph.Initializer.Add(new TensorProto { Name = constant, DataType = (int)type, Dims = { shape }, RawData = ByteString.CopyFrom(data) });
        return this;
    }
}
