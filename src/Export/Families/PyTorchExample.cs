using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Export.Families;

/// <summary>The VAE of pytorch/examples, <c>vae/main.py</c>.</summary>
internal sealed class PyTorchExample(Weights weights) : Family
{
    public override string Name => "pytorch-example";

    public override IReadOnlyList<string> Layers => ["fc1", "fc21", "fc22", "fc3", "fc4"];

    public override string? InputRange => "0,1";

    public override IReadOnlyList<long> InputShape => [weights.InputWidth("fc1")];

    public override IReadOnlyList<long>? ImageShape => MnistShape(weights.InputWidth("fc1"));

    public override string Summary =>
        $"pytorch/examples vae, {weights.InputWidth("fc1")}-{weights.Width("fc1")}-{weights.Width("fc21")}, relu, " +
        "log-variance head fc22, Bernoulli";

    public override Posterior Encode(GraphBuilder graph, GraphValue x)
    {
        var hidden = graph.Relu(graph.Linear(x, "fc1")); // [N, hidden]
        return new(Mean: graph.Linear(hidden, "fc21"), Spread.LogVar(graph.Linear(hidden, "fc22"))); // [N, latent] each
    }

    public override Reconstruction Decode(GraphBuilder graph, GraphValue z)
    {
        var hidden = graph.Relu(graph.Linear(z, "fc3")); // [N, hidden]
        return Reconstruction.Bernoulli(logits: graph.Linear(hidden, "fc4")); // [N, input]
    }
}
