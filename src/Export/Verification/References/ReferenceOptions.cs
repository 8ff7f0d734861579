using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>How a pair is held against reference arrays.</summary>
internal sealed record ReferenceOptions
{
    /// <summary>What ONNX Runtime may be off from the float32 arrays; null for that of float32, and what graphs of less than float32 may lose.</summary>
    public Tolerance? Tolerance { get; init; }

    /// <summary>Where ONNX Runtime runs the graphs.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Is given the numbers of each comparison; or null.</summary>
    public Action<ComparedNumbers>? Compared { get; init; }
}
