using Microsoft.ML.OnnxRuntime;

namespace VaeOnnx.Inference.Sessions;

/// <summary>One graph, open. Any number of lanes run it at once.</summary>
internal sealed class GraphSession(
    InferenceSession session, GraphTensor input, IReadOnlyList<GraphTensor> outputs, string? label, VaeOptions options, string name, NativeFunctions? native) : IDisposable
{
    public InferenceSession Session { get; } = session;

    /// <summary>The float32 input: <c>x</c> of an encoder, <c>z</c> of a decoder.</summary>
    public GraphTensor Input { get; } = input;

    /// <summary>The outputs, in the order of the contract.</summary>
    public IReadOnlyList<GraphTensor> Outputs { get; } = outputs;

    /// <summary>Name of the int64 input of a conditional graph, or null.</summary>
    public string? Label { get; } = label;

    public VaeOptions Options { get; } = options;

    /// <summary>What messages call the graph.</summary>
    public string Name { get; } = name;

    /// <summary>What binds memory of a caller's; null where it is not to be had.</summary>
    public NativeFunctions? Native { get; } = native;

    public void Dispose() => Session.Dispose();
}
