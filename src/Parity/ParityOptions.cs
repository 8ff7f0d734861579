using VaeOnnx.Inference;

namespace VaeOnnx.Parity;

/// <summary>How a pair is held against reference cases.</summary>
public sealed record ParityOptions
{
    /// <summary>Absolute tolerance for float32 arrays; given together with the relative one, or not at all.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>Relative tolerance for float32 arrays.</summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>Where ONNX Runtime runs the graphs. It has to run every node there: nothing falls back to the CPU.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Whether the report keeps the numbers themselves, which <see cref="ParityPlots"/> draws.</summary>
    public bool KeepNumbers { get; init; }
}
