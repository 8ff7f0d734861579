using VaeOnnx.Export.Verification;

namespace VaeOnnx.Export;

/// <summary>How to export. The defaults are those of <c>vae-export</c> without options.</summary>
public sealed record ExportOptions
{
    /// <summary>An architecture file (see vae-architecture.schema.json), for a model whose names no family has; null to look beside the checkpoint.</summary>
    public string? Architecture { get; init; }

    /// <summary>The family, where the names of the tensors leave it open; null to recognise it.</summary>
    public string? Family { get; init; }

    /// <summary>Version of ONNX's default operator set, 13 to 21.</summary>
    public int Opset { get; init; } = Graphs.Opset.Default;

    /// <summary>How weights are stored, and what the graphs compute with.</summary>
    public GraphPrecision Precision { get; init; } = GraphPrecision.Fp32;

    /// <summary>
    /// Bytes of weights that a graph holds itself. With more, the large ones go into a file beside it, e.g.
    /// <c>encoder.onnx.data</c>, and stream there from the checkpoint. One ONNX file ends at 2 GB.
    /// </summary>
    public long ExternalDataAbove { get; init; } = 1_000_000_000;

    /// <summary>
    /// Write <c>sampler.onnx</c>, <c>generate.onnx</c> and <c>reconstruct.onnx</c> too, which draw what <c>jax.random.normal</c> draws
    /// with the key that is their input. They need an opset of 18 or more.
    /// </summary>
    public bool Sampler { get; init; }

    /// <summary>How thoroughly ONNX Runtime is compared with float64 arithmetic before anything is written.</summary>
    public VerificationLevel Verification { get; init; } = VerificationLevel.Full;

    /// <summary>A folder of reference arrays (<c>x.npy</c>, <c>mean.npy</c>, <c>mean_f64.npy</c>, …) to compare with as well; null for none.</summary>
    public string? References { get; init; }

    /// <summary>Absolute tolerance for the float32 arrays of <see cref="References"/>; given together with <see cref="RelativeTolerance"/> or not at all.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>Relative tolerance for the float32 arrays of <see cref="References"/>.</summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>Write into a folder that holds other files too. They are left as they are.</summary>
    public bool Force { get; init; }
}
