using VaeOnnx.Pictures;
using VaeOnnx.Training;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Bench.Papers;

/// <summary>Figure 2: the lower bound of the training set and of the test set against the data that were trained on, for several latent sizes.</summary>
internal static class LowerBound
{
    public static void Draw(string folder, string data, int epochs, IReadOnlyList<int> latents)
    {
        LearningCurve[] curves = [.. latents.Select(latent => Curve(Path.Combine(folder, $"aevb-{latent}"), data, epochs, latent))];
        new Figure()
            .Learning("MNIST, 500 tanh units; test (line), training (dashed)", "training data evaluated", "lower bound, nats for each datum", curves)
            .Write(Path.Combine(folder, "lower-bound.png"));
    }

    /// <summary>Begins a run or goes on with one, which vae-train may have begun.</summary>
    private static LearningCurve Curve(string folder, string data, int epochs, int latent)
    {
        var options = TrainingPresets.Of(TrainingPresets.AevbMnist) with { Data = data, Latent = latent, Epochs = epochs, Threads = 1 };
        using var run = Directory.Exists(folder)
            ? TrainingRun.Resume(folder, before => before with { Epochs = Math.Max(epochs, before.Epochs) })
            : TrainingRun.Begin(folder, options);
        run.Train(epoch => Console.WriteLine($"{latent} latent dimensions, epoch {epoch.Epoch}: training {-epoch.Train.Loss:f2}, test {-epoch.Test.Loss:f2}"));
        double count = run.Trainer.Data.Train.Count;
        return new(
            $"Nz = {latent}",
            [.. run.Metrics.Select(epoch => epoch.Epoch * count)],
            [.. run.Metrics.Select(epoch => -epoch.Train)],
            [.. run.Metrics.Select(epoch => -epoch.Test)]);
    }
}
