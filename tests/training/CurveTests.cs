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
    private static readonly JsonElement Curve =
        JsonDocument.Parse(File.ReadAllText(Fixtures.Path("training", "pytorch-example-curve.json"))).RootElement;

    [Fact]
    public void The_first_epoch_and_the_beginning_of_the_second_are_those_of_the_Python_program() => Walk(epochs: 1);

    /// <summary>Half a minute on one thread: <c>VAEONNX_LONG_TESTS=1</c>.</summary>
    [SkippableFact]
    public void All_ten_epochs_are_those_of_the_Python_program()
    {
        Skip.If(Environment.GetEnvironmentVariable("VAEONNX_LONG_TESTS") is null, "VAEONNX_LONG_TESTS=1 runs it");
        Walk(epochs: 10);
    }

    private void Walk(int epochs)
    {
        var options = TrainingPresets.Of(TrainingPresets.PyTorchExample) with { Data = Fixtures.Path("mnist"), Seed = 1, Threads = 1 };
        using var trainer = new Trainer(options, TrainingData.Load(options));
        using var cancellation = new CancellationTokenSource();
        var firstBatches = new List<double>();
        trainer.Stepped += progress =>
        {
            if (progress.Step == 1) firstBatches.Add(progress.Terms.Loss);
            if (progress.Epoch > epochs) cancellation.Cancel();
        };

        for (int i = 0; i < epochs; i++)
        {
            var epoch = trainer.RunEpoch();
            output.WriteLine($"epoch {epoch.Epoch}: first batch {firstBatches[i]:f4}, train {epoch.Train.Loss:f4}, test {epoch.Test.Loss:f4}");
            AssertRelative(Of("epoch_average_loss", i), epoch.Train.Loss, i == 0 ? 5e-4 : 5e-3);
            AssertRelative(Of("test_set_loss", i), epoch.Test.Loss, 5e-3);
        }

        // A batch of other images is several nats away: 64 × 20 draws more or less before it, and this fails.
        Assert.Throws<OperationCanceledException>(() => trainer.RunEpoch(cancellation.Token));
        AssertRelative(Of("first_batch_loss_per_datum", 0), firstBatches[0], 1e-6);
        for (int i = 1; i < Math.Min(epochs + 1, 10); i++)
            AssertRelative(Of("first_batch_loss_per_datum", i), firstBatches[i], 5e-3);

        static double Of(string name, int epoch) => Curve.GetProperty(name)[epoch].GetDouble();
    }

    private static void AssertRelative(double expected, double actual, double share) => Assert.Equal(expected, actual, share * expected);
}
