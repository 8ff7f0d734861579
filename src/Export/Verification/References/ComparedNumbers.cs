namespace VaeOnnx.Export.Verification;

/// <summary>The numbers of one comparison with a reference array.</summary>
/// <param name="Array">The array's name, e.g. <c>mean_f64</c>.</param>
/// <param name="Optimization">How ONNX Runtime ran the graph; nothing where the graph was evaluated in float64.</param>
/// <param name="Rule">What the actual numbers were held against, and by which rule.</param>
/// <param name="Shape">The shape of all three, batch axis first.</param>
/// <param name="Actual">The graph's numbers.</param>
/// <param name="Expected">What they should be.</param>
/// <param name="Allowed">What each may be off.</param>
internal sealed record ComparedNumbers(
    string Array, GraphOptimization? Optimization, ComparisonRule Rule, int[] Shape, double[] Actual, double[] Expected, double[] Allowed);
