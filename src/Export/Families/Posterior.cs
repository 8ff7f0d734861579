using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Families;

/// <summary>What an encoder gives: the mean and the spread of q(z|x), [N, …latent] each.</summary>
internal sealed record Posterior(GraphValue Mean, Spread Spread);

/// <summary>
/// The spread of a Gaussian, as a head gives it. Which spread that is, is a fact about the training program that no
/// file states: the same name means a log-variance here and the logarithm of the standard deviation there.
/// </summary>
internal sealed record Spread(GraphValue Value, EncoderHead Head)
{
    public static Spread LogVar(GraphValue value) => new(value, EncoderHead.LogVar);

    /// <summary>The log-variance, whatever the head is: log σ² = 2 log σ.</summary>
    public GraphValue ToLogVar(GraphBuilder graph) => Head switch
    {
        EncoderHead.LogVar => Value,
        EncoderHead.LogStd => graph.Scale(Value, 2),
        EncoderHead.Std => graph.Scale(graph.Log(Value), 2),
        EncoderHead.Var => graph.Log(Value),
        _ => throw new ArgumentOutOfRangeException(nameof(graph), Head, "not a head"),
    };
}
