namespace VaeOnnx.Export.Verification;

/// <summary>One output of one run, held against float64.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="Input">What the graph was fed with.</param>
/// <param name="Batch">How many rows of it.</param>
/// <param name="Optimization">What ONNX Runtime was allowed to do to the graph.</param>
/// <param name="Comparison">How far the results are off.</param>
public sealed record VerificationCheck(
    string Output, InputKind Input, int Batch, GraphOptimization Optimization, Comparison Comparison);
