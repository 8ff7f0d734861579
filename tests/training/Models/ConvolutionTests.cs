using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;

namespace VaeOnnx.Tests.Training.Models;

/// <summary>Convolutional models with batch norm.</summary>
public sealed class ConvolutionTests : IDisposable
{
    private static readonly TrainingOptions Options =
        TrainingPresets.Of(TrainingPresets.ConvMnist) with { Data = SmallRun.Options.Data, TrainCount = 1000, Channels = [4, 8], Hidden = [32], Latent = 6, Threads = 1 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_convolutional_preset_trains_and_exports_verified()
    {
        using var trainer = SmallRun.Trainer(Options);
        TrainedModel.AssertLearns(trainer);
        TrainedModel.AssertExports(trainer, folder);
    }

    [Theory]
    [InlineData(LikelihoodKind.Bernoulli, 2, 28, 28)]
    [InlineData(LikelihoodKind.Bernoulli, 2, 3, 28, 28)]
    [InlineData(LikelihoodKind.Bernoulli, 3, 32, 32)]
    [InlineData(LikelihoodKind.Gaussian, 3, 3, 32, 32)]
    [InlineData(LikelihoodKind.Gaussian, 3, 1, 64, 64)]
    [InlineData(LikelihoodKind.Gaussian, 4, 3, 64, 64)]
    [InlineData(LikelihoodKind.Gaussian, 2, 28, 20)]
    public void Grey_and_colour_pictures_train_and_export_verified(LikelihoodKind likelihood, int convolutions, params int[] shape)
    {
        const int Count = 40;
        var values = new float[Count * shape.Aggregate((product, size) => product * size)];
        new TorchRandom(2).Rand(values);
        NpyArray.Of(values, [Count, .. shape]).Write(folder["data.npy"]);
        var options = Options with
        {
            Data = folder["data.npy"], TrainCount = null, Likelihood = likelihood, Samples = 2, Channels = [.. Enumerable.Range(2, convolutions).Select(i => 2 * i)], Hidden = [], Batch = 12,
        };
        using var trainer = new Trainer(options, TrainingData.Load(options));
        trainer.RunEpoch();
        TrainedModel.AssertExports(trainer, folder);
    }

    [Fact]
    public void It_goes_on_from_its_state_to_the_same_weights_and_statistics_to_the_bit() => TrainedModel.AssertGoesOn(Options, folder);

    [Fact]
    public void A_picture_that_cannot_be_halved_so_often_is_refused() =>
        Refusal.Of(ErrorKind.Usage, () => SmallRun.Trainer(Options with { Channels = [4, 8, 16] }), "channels", "28 × 28 is not divisible by 8");
}
