using VaeOnnx.Export;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;

namespace VaeOnnx.Tests.Training.Models;

/// <summary>Models that are given labels: Doersch 2016.</summary>
public sealed class ConditionalTests : IDisposable
{
    private static readonly TrainingOptions Options =
        TrainingPresets.Of(TrainingPresets.CvaeMnist) with { Data = SmallRun.Options.Data, Hidden = [64], Latent = 8, Threads = 1 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_conditional_preset_trains_and_exports_verified()
    {
        using var trainer = SmallRun.Trainer(Options);
        double first = trainer.RunEpoch().Test.Loss;
        Assert.True(trainer.RunEpoch().Test.Loss < first);

        trainer.WriteModel(folder.Path);
        VaeExporter.Export(folder["model.bin"], folder["onnx"]);
        using var vae = Vae.Load(folder["onnx"]);
        var x = SmallRun.Data.Test.Rows(0, 4).ToArray();
        byte[] labels = [.. SmallRun.Data.Test.Labels!.Take(4)];
        var expected = trainer.Reconstruct(x, labels);
        Assert.All(expected.Zip(vae.Reconstruct(x, Array.ConvertAll(labels, label => (long)label))), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.NotEqual(expected, trainer.Reconstruct(x, [9, 9, 9, 9]));
    }

    [Fact]
    public void Its_samples_are_a_row_of_all_classes_for_each_draw()
    {
        using var trainer = SmallRun.Trainer(Options with { TrainCount = 200 });
        var pictures = trainer.RunEpoch().Pictures;
        Assert.Equal((10, 10 * 10 * 784), (pictures.SampleColumns, pictures.Samples.Length));
    }

    [Fact]
    public void It_goes_on_from_its_state_to_the_same_weights_to_the_bit()
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
    }

    [Fact]
    public void Data_without_labels_are_named()
    {
        File.Copy(Fixtures.Path("mnist", "t10k-images-idx3-ubyte.gz"), folder["pictures.gz"]);
        var options = Options with { Data = folder["pictures.gz"] };
        Refusal.Of(ErrorKind.Input, () => Begin(), "pictures.gz: has no labels");

        Trainer Begin() => new(options, TrainingData.Load(options));
    }
}
