using System.Text;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tests.Training.Runs;

public sealed class EarlyStoppingTests(StoppedRun whole) : IClassFixture<StoppedRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private TrainingOptions Overfitting => whole.Options;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_epoch_has_the_losses_of_the_validation_set()
    {
        var told = new List<EpochResult>();
        using (var run = TrainingRun.Begin(folder["run"], Overfitting with { Epochs = 2 }))
            run.Train(told.Add);

        var metrics = MetricsFile.Read(folder["run", "metrics.jsonl"]);
        Assert.Equal(told.Select(epoch => epoch.Validation!.Value.Loss), metrics.Select(epoch => epoch.Validation!.Value));
        Assert.All(metrics, epoch => Assert.Equal(epoch.Validation!.Value, epoch.ValidationReconstruction!.Value + epoch.ValidationDivergence!.Value, 1e-9));
        Assert.Contains("loss/validation", Encoding.Latin1.GetString(File.ReadAllBytes(folder["run", "events.out.tfevents.vae-train"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_validation_set_nothing_is_said_of_one()
    {
        Train("run", Overfitting with { Validation = null, Patience = null, Epochs = 1 });

        Assert.DoesNotContain("validation", File.ReadAllText(folder["run", "metrics.jsonl"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_stops_when_the_validation_loss_no_longer_falls_and_keeps_the_epoch_of_the_least()
    {
        var losses = MetricsFile.Read(Path.Combine(whole.Path, "metrics.jsonl")).Select(epoch => epoch.Validation!.Value).ToList();
        Assert.InRange(whole.Last, 4, whole.Options.Epochs - 1);
        Assert.Equal(whole.Last, losses.Count);
        Assert.Equal(whole.Kept, 1 + losses.IndexOf(losses.Min()));
        Assert.Equal(whole.Kept + 3, whole.Last);
    }

    [Fact]
    public void The_exported_weights_are_those_of_the_epoch_that_was_kept()
    {
        Train("shorter", Overfitting with { Epochs = whole.Kept });

        AssertSame(whole.Path, folder["shorter"], "model.bin", "model.safetensors", Path.Combine("onnx", "encoder.onnx"));
    }

    [Fact]
    public void The_statistics_of_batch_norms_are_kept_with_the_weights()
    {
        var options = Overfitting with { Data = whole.Pictures, TestData = whole.Pictures, Channels = [2], Hidden = [32], LearningRate = 0.1, Epochs = 8, Patience = 1 };
        var (kept, last) = Train("run", options);
        Assert.True(kept < last);

        Train("shorter", options with { Epochs = kept });

        AssertSame(folder["run"], folder["shorter"], "model.bin");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(17)]
    [InlineData(-2)]
    public void A_run_that_was_interrupted_stops_at_the_same_epoch_with_the_same_weights(int steps)
    {
        int interrupted = steps > 0 ? steps : (3 * whole.Last) + steps; // Near the end, too, while it waits.

        using (var run = TrainingRun.Begin(folder["run"], Overfitting))
        {
            using var cancellation = new CancellationTokenSource();
            run.Trainer.Stepped += progress =>
            {
                if (((progress.Epoch - 1) * progress.Steps) + progress.Step == interrupted) cancellation.Cancel();
            };
            Assert.ThrowsAny<OperationCanceledException>(() => run.Train(cancellation: cancellation.Token));
        }

        using (var run = TrainingRun.Resume(folder["run"]))
        {
            run.Train();
            Assert.Equal((whole.Kept, whole.Last), (run.Trainer.KeptEpoch, run.Trainer.Epoch));
        }

        AssertSame(whole.Path, folder["run"], "model.bin", "checkpoint.safetensors", "config.json");
    }

    [Fact]
    public void A_run_that_stopped_goes_on_with_more_patience_to_what_it_would_have_come_to()
    {
        Train("patient", Overfitting with { Patience = 4 });
        whole.CopyTo(folder["run"]);

        using (var run = TrainingRun.Resume(folder["run"], options => options with { Patience = 4 }))
            run.Train();

        AssertSame(folder["patient"], folder["run"], "model.bin", "checkpoint.safetensors");
    }

    [Fact]
    public void A_run_that_stopped_is_over()
    {
        whole.CopyTo(folder["run"]);

        using var run = TrainingRun.Resume(folder["run"]);
        run.Train();

        Assert.Equal(whole.Last, run.Trainer.Epoch);
        Assert.True(TrainingState.Read(folder["run", "checkpoint.safetensors"]).IsOver);
    }

    [Fact]
    public void Epochs_of_warm_up_are_not_waited_through()
    {
        var (kept, last) = Train("run", Overfitting with { WarmUpEpochs = 12, Patience = 1 });
        Assert.Equal(Math.Max(kept, 12) + 1, last);
    }

    [Fact]
    public void The_validation_set_is_chosen_by_its_seed_and_not_trained_on()
    {
        var options = new TrainingOptions { Data = Fixtures.Path("mnist"), TrainCount = 50, Validation = 20 };
        TrainingData whole = TrainingData.Load(options with { Validation = null }), data = TrainingData.Load(options), again = TrainingData.Load(options);

        Assert.Equal((30, 20), (data.Train.Count, data.Validation!.Count));
        Assert.Equal(Pictures(whole.Train), Pictures(data.Train).Concat(Pictures(data.Validation)).Order(StringComparer.Ordinal));
        Assert.Equal(Pictures(data.Validation), Pictures(again.Validation!));
        Assert.NotEqual(Pictures(data.Validation), Pictures(TrainingData.Load(options with { ValidationSeed = 1 }).Validation!));
        Assert.Equal(20, data.Validation.Labels!.Count);

        static IEnumerable<string> Pictures(ImageSet set) =>
            Enumerable.Range(0, set.Count).Select(i => $"{set.Labels![i]} {string.Join(' ', set[i].ToArray())}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public void A_validation_set_that_leaves_nothing_to_train_on_is_refused() => Refusal.Of(
        ErrorKind.Usage, () => TrainingData.Load(Overfitting with { TrainCount = 50, Validation = 50 }), "validation is 50, and there are 50 data to train on");

    private (int Kept, int Last) Train(string path, TrainingOptions options)
    {
        using var run = TrainingRun.Begin(folder[path], options);
        run.Train();
        return (run.Trainer.KeptEpoch, run.Trainer.Epoch);
    }

    private static void AssertSame(string one, string other, params string[] files) =>
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(one, file)), File.ReadAllBytes(Path.Combine(other, file))));
}
