using Google.Protobuf;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Export.Verification;

/// <summary>A graph as a message, for the float64 evaluation, and as bytes, for ONNX Runtime.</summary>
/// <param name="Model">The message.</param>
/// <param name="Bytes">The bytes; empty for a graph that is only evaluated.</param>
/// <param name="Folder">The folder of its external data; null for a graph that holds all of its tensors itself.</param>
/// <param name="Weights">The tensors of the checkpoint by name, for a graph that refers to them; null for a graph as it is written.</param>
internal sealed record ModelGraph(
    ModelProto Model, ReadOnlyMemory<byte> Bytes, string? Folder = null, IReadOnlyDictionary<string, Weight>? Weights = null)
{
    public static ModelGraph Of(ExportedGraph graph) => new(graph.Model, graph.Bytes, graph.DataFolder);

    public static ModelGraph Of(ModelProto model) => new(model, model.ToByteArray());

    /// <summary>A graph before it is written, with the numbers of the checkpoint as they are.</summary>
    public static ModelGraph Of(BuiltGraph graph) => new(
        graph.Model, default, Folder: null, graph.External.ToDictionary(tensor => tensor.Name, tensor => tensor.Weight, StringComparer.Ordinal));

    /// <summary>Opens what the graph does not hold itself; what is read is valid until that is disposed.</summary>
    public GraphTensors OpenTensors() => new(this);
}
