using VaeOnnx.Data;
using VaeOnnx.Export;
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
        double first = trainer.RunEpoch().Test.Loss;
        Assert.True(trainer.RunEpoch().Test.Loss < first);
        AssertExported(trainer);
    }

    [Theory]
    [InlineData(LikelihoodKind.Bernoulli, 32, 32)]
    [InlineData(LikelihoodKind.Gaussian, 3, 32, 32)]
    [InlineData(LikelihoodKind.Gaussian, 1, 64, 64)]
    public void Grey_and_colour_pictures_of_any_even_size_train_and_export_verified(LikelihoodKind likelihood, params int[] shape)
    {
        const int Count = 40;
        var values = new float[Count * shape.Aggregate((product, size) => product * size)];
        new TorchRandom(2).Rand(values);
        NpyArray.Of(values, [Count, .. shape]).Write(folder["data.npy"]);
        var options = Options with { Data = folder["data.npy"], TrainCount = null, Likelihood = likelihood, Samples = 2, Channels = [4, 6, 8], Hidden = [], Batch = 12 };
        using var trainer = new Trainer(options, TrainingData.Load(options));
        trainer.RunEpoch();
        AssertExported(trainer);
    }

    [Fact]
    public void It_goes_on_from_its_state_to_the_same_weights_and_statistics_to_the_bit()
    {
        using var whole = SmallRun.Trainer(Options);
        whole.RunEpoch();
        whole.RunEpoch();
        using (var half = SmallRun.Trainer(Options))
        {
            half.RunEpoch();
            half.Save(folder["state"]);
        }

        var state = TrainingState.Read(folder["state"]);
        using var rest = SmallRun.Trainer(state.Options, state);
        rest.RunEpoch();
        Assert.Equal(whole.Weights(), rest.Weights());
        Assert.Equal(whole.Model.Statistics.ToArray(), rest.Model.Statistics.ToArray());
    }

    [Fact]
    public void A_picture_that_cannot_be_halved_so_often_is_refused() =>
        Refusal.Of(ErrorKind.Usage, () => SmallRun.Trainer(Options with { Channels = [4, 8, 16] }), "channels", "28 × 28 is not divisible by 8");

    private void AssertExported(Trainer trainer)
    {
        trainer.WriteModel(folder.Path);
        VaeExporter.Export(folder["model.bin"], folder["onnx"]);
        using var vae = Vae.Load(folder["onnx"]);
        var x = trainer.Data.Test.Rows(0, 4).ToArray();
        Assert.All(trainer.Reconstruct(x).Zip(vae.Reconstruct(x)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }
}
