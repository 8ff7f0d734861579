using System.Text.Json;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
using Xunit.Abstractions;

namespace VaeOnnx.Tests.Training;

/// <summary>
/// The curve of the unmodified program of pytorch/examples. What is reproduced: the weights as its layers are made, one after the
/// other; for each training pass the loader's unused seed and the sampler's seed, from which the order is drawn; eps of each batch;
/// the loader's seed and eps of each batch of the test pass; and the 64 × 20 draws of the picture.
/// </summary>
public sealed class CurveTests(ITestOutputHelper output)
{
    [Fact]
    public void The_first_epoch_is_that_of_the_Python_program()
    {
        using var curve = JsonDocument.Parse(File.ReadAllText(Fixtures.Path("training", "pytorch-example-curve.json")));
        var options = TrainingPresets.Of(TrainingPresets.PyTorchExample) with { Data = Fixtures.Path("mnist"), Seed = 1 };
        using var trainer = new Trainer(options, TrainingData.Load(options));
        double firstBatch = 0;
        trainer.Stepped += progress => firstBatch = progress.Step == 1 ? progress.Terms.Loss : firstBatch;

        var epoch = trainer.RunEpoch();

        output.WriteLine($"first batch {firstBatch}, train {epoch.Train.Loss}, test {epoch.Test.Loss}, {epoch.Seconds} s");
        AssertRelative(Of("first_batch_loss_per_datum"), firstBatch, 1e-6);
        AssertRelative(Of("epoch_average_loss"), epoch.Train.Loss, 5e-4);
        AssertRelative(Of("test_set_loss"), epoch.Test.Loss, 5e-3);

        double Of(string name) => curve.RootElement.GetProperty(name)[0].GetDouble();
    }

    private static void AssertRelative(double expected, double actual, double share) => Assert.Equal(expected, actual, share * expected);
}
