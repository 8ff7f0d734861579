using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Tests.Unit.Export.Verification;

/// <summary>A float32 graph as one that computes in float16, with float32 inputs and outputs.</summary>
internal static class Float16Graph
{
    public static ModelProto Of(ModelProto float32)
    {
        var model = float32.Clone();
        var graph = model.Graph;
        foreach (var tensor in graph.Initializer.Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float))
        {
            var halves = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray().Select(number => (Half)number).ToArray();
            tensor.DataType = (int)TensorProto.Types.DataType.Float16;
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(halves.AsSpan()));
        }

        foreach (var node in graph.Node)
        {
            Rename(node.Input, graph.Input);
            Rename(node.Output, graph.Output);
            Rename(node.Input, graph.Output);
        }

        foreach (var input in graph.Input) graph.Node.Insert(0, Cast(input.Name, Half(input.Name), TensorProto.Types.DataType.Float16));
        foreach (var output in graph.Output) graph.Node.Add(Cast(Half(output.Name), output.Name, TensorProto.Types.DataType.Float));
        return model;
    }

    private static string Half(string name) => name + "/fp16";

    private static void Rename(RepeatedField<string> names, RepeatedField<ValueInfoProto> values)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (values.Any(value => value.Name == names[i])) names[i] = Half(names[i]);
        }
    }

    private static NodeProto Cast(string input, string output, TensorProto.Types.DataType type) => new()
    {
        OpType = "Cast",
        Name = output,
        Input = { input },
        Output = { output },
        Attribute = { new AttributeProto { Name = "to", I = (long)type, Type = AttributeProto.Types.AttributeType.Int } },
    };
}
