namespace VaeOnnx.Inference;

/// <summary>How far ONNX Runtime rewrites a graph before it runs it. Fused kernels may differ in the last bits.</summary>
public enum OptimizationLevel
{
    /// <summary>As written in the file.</summary>
    None,

    /// <summary>Rewrites that keep the meaning of each node: constants folded, dead nodes dropped.</summary>
    Basic,

    /// <summary>Nodes fused for the provider.</summary>
    Extended,

    /// <summary>Memory layouts of this processor, too.</summary>
    All,
}
