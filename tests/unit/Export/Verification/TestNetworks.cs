using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Tests.Unit.Export.Verification;

/// <summary>Networks with random weights, as PyTorch starts a linear layer: uniform within 1/√in.</summary>
internal static class TestNetworks
{
    /// <summary>A small encoder: hidden = activation(x·W1ᵀ + b1), then mean and logvar.</summary>
    public static ModelProto Encoder(string activation = "Relu", int inner = 50, int hidden = 30, int latent = 7)
    {
        var random = new Random(5);
        return new TestGraph("x", inner)
            .Linear("x", "hidden", hidden, inner, Uniform(random, hidden * inner, inner), Uniform(random, hidden, 4))
            .Node(activation, "hidden", "active")
            .Linear("active", "mean", latent, hidden, Uniform(random, latent * hidden, hidden), Uniform(random, latent, 4))
            .Linear("active", "logvar", latent, hidden, Uniform(random, latent * hidden, hidden), Uniform(random, latent, 4))
            .Output("mean", latent)
            .Output("logvar", latent)
            .Build();
    }

    public static float[] Uniform(Random random, int count, int fanIn)
    {
        var limit = 1 / Math.Sqrt(fanIn);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble() - 1) * limit))];
    }

    public static float[] Normal(Random random, int count, double scale = 1) => [.. Enumerable.Range(0, count).Select(_ =>
        (float)(scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
