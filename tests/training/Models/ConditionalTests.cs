using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;

namespace VaeOnnx.Tests.Training.Models;

/// <summary>Models that are given labels: Doersch 2016.</summary>
public sealed class ConditionalTests : IDisposable
{
    private static readonly TrainingOptions Linear =
        TrainingPresets.Of(TrainingPresets.CvaeMnist) with { Data = SmallRun.Options.Data, Hidden = [64], Latent = 8, Threads = 1 };

    private static readonly TrainingOptions Convolutional =
        TrainingPresets.Of(TrainingPresets.CvaeConvMnist) with { Data = SmallRun.Options.Data, Channels = [4, 8], Hidden = [32], Latent = 6, Threads = 1 };

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Presets => [TrainingPresets.CvaeMnist, TrainingPresets.CvaeConvMnist];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_conditional_preset_trains_and_exports_verified(string preset)
    {
        using var trainer = SmallRun.Trainer(Options(preset));
        TrainedModel.AssertLearns(trainer);
        TrainedModel.AssertExports(trainer, folder);

        var x = SmallRun.Data.Test.Rows(0, 4).ToArray();
        byte[] labels = [.. SmallRun.Data.Test.Labels!.Take(4)];
        Assert.NotEqual(trainer.Reconstruct(x, labels), trainer.Reconstruct(x, [9, 9, 9, 9]));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Its_samples_are_a_row_of_all_classes_for_each_draw(string preset)
    {
        using var trainer = SmallRun.Trainer(Options(preset));
        var pictures = trainer.RunEpoch().Pictures;
        Assert.Equal((10, 10 * 10 * 784), (pictures.SampleColumns, pictures.Samples.Length));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void It_goes_on_from_its_state_to_the_same_weights_to_the_bit(string preset) => TrainedModel.AssertGoesOn(Options(preset), folder);

    [Theory]
    [MemberData(nameof(Presets))]
    public void Data_without_labels_are_named(string preset)
    {
        File.Copy(Fixtures.Path("mnist", "t10k-images-idx3-ubyte.gz"), folder["pictures.gz"]);
        var options = Options(preset) with { Data = folder["pictures.gz"] };
        Refusal.Of(ErrorKind.Input, () => Begin(), "pictures.gz: has no labels");

        Trainer Begin() => new(options, TrainingData.Load(options));
    }

    private static TrainingOptions Options(string preset) => preset == TrainingPresets.CvaeMnist ? Linear : Convolutional;
}
