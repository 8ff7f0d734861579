using VaeOnnx.Export.Families;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export;

/// <summary>
/// The graphs that draw: <c>jax.random.normal</c> of a key that is an input, by ordinary operators, so that the same key gives the
/// same latents in JAX, in .NET and wherever ONNX runs.
/// </summary>
internal static class DrawingGraphs
{
    /// <summary>Sampler, generate, reconstruct.</summary>
    /// <param name="family">What the tensors mean.</param>
    /// <param name="weights">The tensors.</param>
    /// <param name="opset">Version of the default operator set, 18 at least.</param>
    /// <param name="latent">Shape of a latent.</param>
    public static IEnumerable<(BuiltGraph Graph, GraphRole Role)> Build(Family family, Weights weights, int opset, IReadOnlyList<long> latent)
    {
        yield return Graph(GraphRole.Sampler, graph => graph.Output(PairContract.Latent, FromPrior(graph)));
        yield return Graph(GraphRole.Generate, graph =>
        {
            var z = FromPrior(graph);
            if (family.Classes is { } classes) graph.Label(classes);
            graph.Output(PairContract.Recon, family.Decode(graph, z).Recon(graph));
        });
        yield return Graph(GraphRole.Reconstruct, graph =>
        {
            var x = graph.Input(PairContract.Data, family.InputShape);
            if (family.Classes is { } classes) graph.Label(classes);
            var key = graph.KeyInput();
            var posterior = family.Encode(graph, x);
            var logVar = posterior.Spread.ToLogVar(graph);
            graph.Output(PairContract.Mean, posterior.Mean);
            graph.Output(PairContract.LogVar, logVar);
            var z = graph.Reparametrise(posterior.Mean, logVar, graph.NormalLike(key, posterior.Mean)); // [N, …latent]
            graph.Output(PairContract.Latent, z);
            graph.Output(PairContract.Recon, family.Decode(graph, z).Recon(graph));
        });

        GraphValue FromPrior(GraphBuilder graph) => graph.Normal(graph.KeyInput(), graph.CountInput(), latent); // [N, …latent]

        (BuiltGraph Graph, GraphRole Role) Graph(GraphRole role, Action<GraphBuilder> build)
        {
            var graph = new GraphBuilder(weights, opset);
            build(graph);
            return (graph.Build(role.ToString().ToLowerInvariant()), role);
        }
    }
}
