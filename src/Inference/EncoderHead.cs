namespace VaeOnnx.Inference;

/// <summary>What the second head of the checkpoint's encoder computes. The graph's output is <c>logvar</c> in every case.</summary>
public enum EncoderHead
{
    /// <summary>log σ².</summary>
    LogVar,

    /// <summary>log σ.</summary>
    LogStd,

    /// <summary>σ.</summary>
    Std,

    /// <summary>σ².</summary>
    Var,
}
