namespace VaeOnnx.Export.Verification;

/// <summary>What ONNX Runtime may do to a graph before it runs it.</summary>
public enum GraphOptimization
{
    /// <summary>Nothing: every node as it stands in the file.</summary>
    None,

    /// <summary>Everything, as served: nodes are folded, fused and replaced by kernels of this machine.</summary>
    All,
}
