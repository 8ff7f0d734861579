using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Tests.Unit.Export.Verification;

/// <summary>Builds small graphs by hand: one chain of nodes, each value named after its node.</summary>
internal sealed class TestGraph
{
    private readonly GraphProto graph = new() { Name = "test" };
    private readonly int opset;

    public TestGraph(string input, params int[] rowShape)
        : this(20, input, rowShape)
    {
    }

    public TestGraph(int opset, string input, params int[] rowShape)
    {
        this.opset = opset;
        graph.Input.Add(Describe(input, rowShape));
    }

    public TestGraph Constant(string name, int[] shape, params float[] numbers) =>
        Initializer(name, TensorProto.Types.DataType.Float, shape, MemoryMarshal.AsBytes(numbers.AsSpan()));

    public TestGraph Constant(string name, int[] shape, double[] numbers) =>
        Initializer(name, TensorProto.Types.DataType.Double, shape, MemoryMarshal.AsBytes(numbers.AsSpan()));

    public TestGraph Constant(string name, params long[] numbers) =>
        Initializer(name, TensorProto.Types.DataType.Int64, [numbers.Length], MemoryMarshal.AsBytes(numbers.AsSpan()));

    /// <summary>Adds a node; attributes are long, long[], float or string.</summary>
    public TestGraph Node(string operation, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = operation, Name = outputs[0] + "_node" };
        node.Input.Add(inputs);
        node.Output.Add(outputs);
        foreach (var (name, value) in attributes)
        {
            node.Attribute.Add(value switch
            {
                long number => new AttributeProto { Name = name, I = number, Type = AttributeProto.Types.AttributeType.Int },
                long[] numbers => new AttributeProto { Name = name, Ints = { numbers }, Type = AttributeProto.Types.AttributeType.Ints },
                float number => new AttributeProto { Name = name, F = number, Type = AttributeProto.Types.AttributeType.Float },
                string text => new AttributeProto { Name = name, S = ByteString.CopyFromUtf8(text), Type = AttributeProto.Types.AttributeType.String },
                _ => throw new ArgumentException($"attribute {name} of type {value.GetType()}"),
            });
        }

        graph.Node.Add(node);
        return this;
    }

    public TestGraph Node(string operation, string input, string output, params (string Name, object Value)[] attributes) =>
        Node(operation, [input], [output], attributes);

    /// <summary>y = x·Wᵀ + b with W as [out, in].</summary>
    public TestGraph Linear(string input, string output, int outer, int inner, float[] weight, float[]? bias) =>
        Constant(output + ".weight", [outer, inner], weight)
            .Constant(output + ".bias", [outer], bias ?? new float[outer])
            .Node("Gemm", [input, output + ".weight", output + ".bias"], [output], ("transB", 1L));

    public TestGraph Output(string name, params int[] rowShape)
    {
        graph.Output.Add(Describe(name, rowShape));
        return this;
    }

    public ModelProto Build()
    {
        var model = new ModelProto { IrVersion = 9, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        return model;
    }

    private TestGraph Initializer(string name, TensorProto.Types.DataType type, int[] shape, ReadOnlySpan<byte> raw)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(raw) };
        tensor.Dims.Add(shape.Select(extent => (long)extent));
        graph.Initializer.Add(tensor);
        return this;
    }

    private static ValueInfoProto Describe(string name, int[] rowShape)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "N" });
        shape.Dim.Add(rowShape.Select(extent => new TensorShapeProto.Types.Dimension { DimValue = extent }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape },
            },
        };
    }
}
