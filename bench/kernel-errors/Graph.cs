using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Bench.KernelErrors;

/// <summary>A graph from x to y, [N, 1] each, of one operator or of the few that ONNX Runtime fuses into one kernel.</summary>
internal sealed class Graph(string name)
{
    private readonly GraphProto graph = new() { Name = "kernel", Input = { Describe("x") }, Output = { Describe("y") } };

    public string Name => name;

    public Graph Constant(string constant, float value)
    {
        graph.Initializer.Add(new TensorProto
        {
            Name = constant,
            DataType = (int)TensorProto.Types.DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes([value])),
        });
        return this;
    }

    /// <summary>Adds a node; its inputs are separated by spaces.</summary>
    public Graph Node(string operation, string inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = output, Output = { output }, Attribute = { attributes } };
        node.Input.Add(inputs.Split(' '));
        graph.Node.Add(node);
        return this;
    }

    public ModelProto Build() => new()
    {
        IrVersion = 9,
        Graph = graph,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 20 } },
    };

    private static ValueInfoProto Describe(string value) => new()
    {
        Name = value,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)TensorProto.Types.DataType.Float,
                Shape = new TensorShapeProto
                {
                    Dim =
                    {
                        new TensorShapeProto.Types.Dimension { DimParam = "N" },
                        new TensorShapeProto.Types.Dimension { DimValue = 1 },
                    },
                },
            },
        },
    };
}
