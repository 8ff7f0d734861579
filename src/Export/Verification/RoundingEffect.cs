namespace VaeOnnx.Export.Verification;

/// <summary>What rounding the weights of a checkpoint did to one output of a graph, in float64, on inputs from 0 to 1.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="Conversion">
/// The graph against the model on weights that were rounded by themselves. The two are the same function: it has to pass.
/// </param>
/// <param name="Distance">
/// The graph against the model on the checkpoint's own weights, with what rounding each weight once may do at most. It is
/// reported, and is no reason to fail.
/// </param>
public sealed record RoundingEffect(string Output, Comparison Conversion, Comparison Distance);
