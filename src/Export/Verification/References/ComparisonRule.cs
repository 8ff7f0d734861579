namespace VaeOnnx.Export.Verification;

/// <summary>What numbers are held against, and what they may be off.</summary>
internal enum ComparisonRule
{
    /// <summary>The graph in float64 against a float64 array, by what float64 loses.</summary>
    Float64,

    /// <summary>ONNX Runtime against a float32 array, by the tolerance.</summary>
    Tolerance,

    /// <summary>ONNX Runtime against the graph in float64, by the rounding bound.</summary>
    Bound,
}
