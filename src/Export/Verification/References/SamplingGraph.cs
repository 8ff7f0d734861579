using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// What the caller of an encoder computes from its outputs, as a graph, so that it is evaluated like one:
/// logstd = logvar / 2, std = exp(logstd), z = mean + eps · std (Kingma and Welling 2013, §2.4).
/// </summary>
internal static class SamplingGraph
{
    public const string Eps = "eps";
    public const string LogStd = "logstd";
    public const string Std = "std";
    public const string Z = "z";

    /// <param name="latentShape">The shape of one latent, without N.</param>
    /// <param name="mean">The name of the encoder's mean.</param>
    /// <param name="logVar">The name of its log-variance.</param>
    public static ModelProto For(int[] latentShape, string mean, string logVar)
    {
        var graph = new GraphProto
        {
            Name = "sampling",
            Initializer =
            {
                new TensorProto
                {
                    Name = "half",
                    DataType = (int)TensorProto.Types.DataType.Float,
                    RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes([0.5f])),
                },
            },
            Node =
            {
                Node("Mul", LogStd, logVar, "half"),
                Node("Exp", Std, LogStd),
                Node("Mul", "noise", Eps, Std),
                Node("Add", Z, mean, "noise"),
            },
        };
        graph.Input.Add(new[] { mean, logVar, Eps }.Select(name => Describe(name, latentShape)));
        graph.Output.Add(new[] { LogStd, Std, Z }.Select(name => Describe(name, latentShape)));
        return new ModelProto
        {
            IrVersion = 8,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 18 } },
        };
    }

    private static NodeProto Node(string operation, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = operation, Name = output, Output = { output } };
        node.Input.Add(inputs);
        return node;
    }

    private static ValueInfoProto Describe(string name, int[] latentShape)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        shape.Dim.Add(latentShape.Select(extent => new TensorShapeProto.Types.Dimension { DimValue = extent }));
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
