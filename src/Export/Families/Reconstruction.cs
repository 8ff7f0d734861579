using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Families;

/// <summary>What a decoder gives: the parameters of p(x|z), [N, …output].</summary>
/// <param name="Logits">For a Bernoulli decoder: the logits, whose sigmoid are the probabilities.</param>
/// <param name="Values">For any other decoder: the values.</param>
/// <param name="Spread">For a Gaussian decoder that learns its variance: the spread.</param>
/// <param name="Variance">For a Gaussian decoder of fixed variance: the variance.</param>
internal sealed record Reconstruction(GraphValue? Logits, GraphValue? Values, Spread? Spread, double? Variance)
{
    public static Reconstruction Bernoulli(GraphValue logits) => new(logits, null, null, null);

    public static Reconstruction Real(GraphValue values, Spread? spread = null, double? variance = null) =>
        new(null, values, spread, variance);

    /// <summary>The probabilities or values.</summary>
    public GraphValue Recon(GraphBuilder graph) => Values ?? graph.Sigmoid(Logits!);

    public Likelihood Likelihood => this switch
    {
        { Logits: not null } => Likelihood.Bernoulli,
        { Spread: not null } or { Variance: not null } => Likelihood.Gaussian,
        _ => Likelihood.None,
    };
}
