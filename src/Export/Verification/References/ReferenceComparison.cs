namespace VaeOnnx.Export.Verification;

/// <summary>One array of a reference case, and how far the graph is from it.</summary>
/// <param name="Array">The array's name, e.g. <c>mean_f64</c>.</param>
/// <param name="Optimization">How ONNX Runtime ran the graph; nothing where the graph was evaluated in float64.</param>
/// <param name="Comparison">The graph's numbers as the actual ones, the array's as the expected ones.</param>
/// <param name="Reference">
/// For a float32 array: how far the array itself is from the float64 evaluation of the graph, by the same tolerance.
/// What fails here is the reference's own rounding.
/// </param>
/// <param name="Bound">For a float32 array: ONNX Runtime against the float64 evaluation on the same input, by its rounding bound.</param>
public sealed record ReferenceComparison(
    string Array, GraphOptimization? Optimization, Comparison Comparison, Comparison? Reference, Comparison? Bound)
{
    /// <summary>Whether the array agrees, and the runtime stays within its bound.</summary>
    public bool Passed => Comparison.Passed && (Bound?.Passed ?? true);
}
