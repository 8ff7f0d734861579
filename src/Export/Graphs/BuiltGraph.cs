namespace VaeOnnx.Export.Graphs;

/// <summary>A graph as a message, and the tensors that belong into the file beside it.</summary>
/// <param name="Model">The graph, without metadata.</param>
/// <param name="External">The tensors that it refers to, in the order of its initializers; empty where it holds all of them itself.</param>
internal sealed record BuiltGraph(ModelProto Model, IReadOnlyList<ExternalTensor> External);

/// <summary>A tensor in the file beside a graph.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Weight">Its elements.</param>
/// <param name="Offset">Where they begin in the file.</param>
internal sealed record ExternalTensor(string Name, Weight Weight, long Offset);
