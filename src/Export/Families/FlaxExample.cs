using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Export.Families;

/// <summary>The VAE of google/flax, <c>examples/vae</c>. Its decoder gives logits; <c>generate</c> applies the sigmoid.</summary>
internal sealed class FlaxExample(Weights weights) : Family
{
    public override string Name => "flax-example";

    public override IReadOnlyList<string> Layers =>
        ["encoder/fc1", "encoder/fc2_mean", "encoder/fc2_logvar", "decoder/fc1", "decoder/fc2"];

    public override string? InputRange => "binary";

    public override IReadOnlyList<long> InputShape => [weights.InputWidth("encoder/fc1")];

    public override IReadOnlyList<long>? ImageShape => MnistShape(weights.InputWidth("encoder/fc1"));

    public override string Summary =>
        $"google/flax examples/vae, {weights.InputWidth("encoder/fc1")}-{weights.Width("encoder/fc1")}-" +
        $"{weights.Width("encoder/fc2_mean")}, relu, log-variance head encoder/fc2_logvar, Bernoulli";

    public override Posterior Encode(GraphBuilder graph, GraphValue x)
    {
        var hidden = graph.Relu(graph.Linear(x, "encoder/fc1")); // [N, hidden]
        return new(
            Mean: graph.Linear(hidden, "encoder/fc2_mean"), // [N, latent]
            Spread.LogVar(graph.Linear(hidden, "encoder/fc2_logvar"))); // [N, latent]
    }

    public override Reconstruction Decode(GraphBuilder graph, GraphValue z)
    {
        var hidden = graph.Relu(graph.Linear(z, "decoder/fc1")); // [N, hidden]
        return Reconstruction.Bernoulli(logits: graph.Linear(hidden, "decoder/fc2")); // [N, input]
    }
}
