using System.Text.Json.Nodes;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Training.Models;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Objectives;
using static TorchSharp.torch;

namespace VaeOnnx.Tests.Training.Objectives;

/// <summary>The decoders of Kingma and Welling, appendix C.</summary>
public sealed class LikelihoodTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<bool, double?> Gaussians => new() { { false, null }, { false, 0.25 }, { true, null }, { true, 0.25 } };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Gaussians))]
    public void The_density_of_a_Gaussian_is_that_of_libtorch(bool sigmoidMean, double? variance)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var x = rand(5, 7, dtype: ScalarType.Float64, generator: random);
        var likelihood = new GaussianLikelihood(sigmoidMean, variance);
        var output = randn(2, 5, likelihood.Heads * 7, dtype: ScalarType.Float64, generator: random);
        var mean = sigmoidMean ? output.narrow(-1, 0, 7).sigmoid() : output.narrow(-1, 0, 7);
        var deviation = variance is { } given ? full_like(mean, Math.Sqrt(given)) : (0.5 * output.narrow(-1, 7, 7)).exp();

        var expected = -distributions.Normal(mean, deviation).log_prob(x.expand_as(mean)).sum(-1);

        Assert.Equal([2, 5], expected.shape);
        Assert.True(allclose(expected, likelihood.NegativeLog(output, x), 1e-12, 1e-12));
        Assert.True(mean.eq(likelihood.Mean(output)).all().item<bool>());
    }

    [Fact]
    public void The_Frey_face_preset_trains_on_faces_and_exports_verified()
    {
        var options = TrainingPresets.Of(TrainingPresets.AevbFreyFace) with { Data = Faces().Data, Hidden = [20], Latent = 2, Threads = 1 };
        using var trainer = new Trainer(options, TrainingData.Load(options));
        double first = trainer.RunEpoch().Test.Loss;
        for (int epoch = 1; epoch < 5; epoch++) trainer.RunEpoch();

        Assert.True(trainer.RunEpoch().Test.Loss < first);
        TrainedModel.AssertExports(trainer, folder);
        var decoder = JsonNode.Parse(File.ReadAllText(folder["model.json"]))!["decoder"]!;
        Assert.Equal("sigmoid", (string?)decoder["real"]!["activation"]);
        Assert.Equal("decoder.recon_logvar", (string?)decoder["recon_logvar"]!["linear"]);
    }

    [Fact]
    public void The_MNIST_preset_is_that_of_the_paper_and_trains_by_the_fast_step()
    {
        var options = TrainingPresets.Of(TrainingPresets.AevbMnist);
        Assert.Equal([500], options.Hidden);
        Assert.Equal((100, 1), (options.Batch, options.Samples));
        Assert.Equal((HiddenActivation.Tanh, OptimizerKind.Adagrad, WeightInit.Normal), (options.Activation, options.Optimizer, options.Init));

        using var trainer = SmallRun.Trainer(options with { Data = SmallRun.Options.Data, Hidden = [64], Latent = 5, Threads = 1 });
        double first = trainer.RunEpoch().Test.Loss;
        Assert.True(trainer.RunEpoch().Test.Loss < first);
        TrainedModel.AssertExports(trainer, folder);
    }

    /// <summary>Ovals of different places and brightness with noise: [500, 28, 20], as the Frey faces lie.</summary>
    private TrainingOptions Faces()
    {
        const int Count = 500, Height = 28, Width = 20;
        var random = new TorchRandom(11);
        var (faces, noise, places) = (new float[Count * Height * Width], new float[Count * Height * Width], new float[Count * 3]);
        random.Rand(noise);
        random.Rand(places);
        for (int i = 0; i < faces.Length; i++)
        {
            var (face, y, x) = (i / (Height * Width), (i / Width % Height) - 13.5f, (i % Width) - 9.5f);
            var place = places.AsSpan(face * 3, 3);
            (y, x) = ((y - (4 * place[0]) + 2) / 12, (x - (4 * place[1]) + 2) / 8);
            faces[i] = (0.1f * noise[i]) + (0.9f * place[2] * MathF.Exp(-((y * y) + (x * x))));
        }

        NpyArray.Of(faces, Count, Height, Width).Write(folder["faces.npy"]);
        return new() { Data = folder["faces.npy"] };
    }
}
