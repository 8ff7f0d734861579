using System.Runtime.InteropServices;
using TorchSharp;
using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using static TorchSharp.torch;

namespace VaeOnnx.Tests.Training.Evaluation;

/// <summary>The importance-weighted estimate of an exported pair, on the model whose log p(x) is known.</summary>
public sealed class ImportanceWeightedTests : IDisposable
{
    private const int Seeds = 20;

    private const string Architecture = """
        {
          "input_shape": [6],
          "encoder": { "layers": [], "mean": { "linear": "mean" }, "logvar": { "linear": "logvar" } },
          "decoder": { "layers": [], "real": { "linear": "recon" }, "variance": 0.5 }
        }
        """;

    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly LinearGaussian model = new();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Five_thousand_draws_give_the_log_likelihood_that_is_known()
    {
        using var vae = Pair();
        var data = model.X.to_type(ScalarType.Float32).data<float>().ToArray();
        double[][] estimates = [.. Enumerable.Range(1, Seeds).Select(seed => Estimate(vae, data, 5000, seed))];

        for (int n = 0; n < model.LogLikelihoods.Length; n++)
        {
            double[] found = [.. estimates.Select(estimate => estimate[n])];
            double mean = found.Average(), spread = Math.Sqrt(found.Sum(value => (value - mean) * (value - mean)) / (Seeds - 1));
            // Four standard errors of the mean of the seeds, and a digit for float32.
            Assert.Equal(model.LogLikelihoods[n], mean, (4 * spread / Math.Sqrt(Seeds)) + 1e-4);
            Assert.InRange(spread, 0, 0.05);
        }
    }

    [Fact]
    public void One_draw_bounds_it_from_below()
    {
        using var vae = Pair();
        var data = model.X.to_type(ScalarType.Float32).data<float>().ToArray();

        double bound = Enumerable.Range(1, 500).Average(seed => Estimate(vae, data, samples: 1, seed).Average());

        Assert.True(bound < model.LogLikelihoods.Average() - 0.1, $"{bound}, and log p(x) is {model.LogLikelihoods.Average()}");
    }

    private static double[] Estimate(Vae vae, float[] data, int samples, long seed)
    {
        var values = new double[data.Length / vae.InputLength];
        vae.LogLikelihood(data, samples, seed, values);
        return values;
    }

    /// <summary>The encoder has the posterior's mean, and variances of its diagonal times 1.5: not the posterior.</summary>
    private Vae Pair()
    {
        var mean = model.PosteriorWeight;
        var logVar = (1.5 * model.PosteriorCovariance.diagonal()).log();
        SafetensorsWriter.Write(folder["model.safetensors"],
        [
            Stored("mean.weight", mean), Stored("mean.bias", -mean.matmul(model.Bias)),
            Stored("logvar.weight", zeros_like(mean)), Stored("logvar.bias", logVar),
            Stored("recon.weight", model.Weight), Stored("recon.bias", model.Bias),
        ]);
        folder.Write("model.json", Architecture);
        VaeExporter.Export(folder["model.safetensors"], folder["onnx"]);
        return Vae.Load(folder["onnx"]);
    }

    private static (string Name, ElementType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data) Stored(string name, Tensor values) =>
        (name, ElementType.Float32, values.shape, MemoryMarshal.AsBytes<float>(values.to_type(ScalarType.Float32).contiguous().data<float>().ToArray()).ToArray());
}
