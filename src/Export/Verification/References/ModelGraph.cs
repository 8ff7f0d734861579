using Google.Protobuf;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Export.Verification;

/// <summary>A graph as a message, for the float64 evaluation, and as bytes, for ONNX Runtime.</summary>
internal sealed record ModelGraph(ModelProto Model, ReadOnlyMemory<byte> Bytes)
{
    public static ModelGraph Of(ExportedGraph graph) => new(graph.Model, graph.Bytes);

    public static ModelGraph Of(ModelProto model) => new(model, model.ToByteArray());
}
