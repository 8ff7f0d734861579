using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>How a pair is held against reference arrays.</summary>
internal sealed record ReferenceOptions
{
    /// <summary>What ONNX Runtime may be off from the float32 arrays.</summary>
    public Tolerance Tolerance { get; init; } = Tolerance.Float32;

    /// <summary>
    /// The float64 arrays are of a model whose weights are more exact than the graphs': they are judged by the float32 rounding
    /// bound, which covers the rounding of a weight.
    /// </summary>
    public bool WeightsAreRounded { get; init; }

    /// <summary>Where ONNX Runtime runs the graphs.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Is given the numbers of each comparison; or null.</summary>
    public Action<ComparedNumbers>? Compared { get; init; }
}
