using VaeOnnx.Export;
using VaeOnnx.Pictures;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Evaluation;

namespace VaeOnnx.Bench.Papers;

/// <summary>Figure 3: the marginal likelihood by Hybrid Monte Carlo against the data that were trained on, for a small and a large training set.</summary>
internal static class MarginalLikelihood
{
    /// <summary>Of the training set and of the test set, as many are estimated.</summary>
    private const int Estimated = 200;

    private const double First = 1e4;
    private const int StepsOfTen = 3;

    public static void Draw(string folder, string data, int samples, IReadOnlyList<int> counts)
    {
        LearningCurve[] curves = [.. counts.Select(count => Curve(Path.Combine(folder, $"aevb-of-{count}"), data, samples, count))];
        new Figure()
            .Learning("MNIST, 100 tanh units, Nz = 3; test (line), training (dashed)", "training data evaluated", "log p(x), nats for each datum", curves)
            .Write(Path.Combine(folder, "marginal-likelihood.png"));
    }

    /// <summary>Trains to one place after the other, and estimates there what a finished run would.</summary>
    private static LearningCurve Curve(string folder, string data, int samples, int count)
    {
        var preset = TrainingPresets.Of(TrainingPresets.AevbMnist);
        var options = preset with
        {
            Data = data,
            TrainCount = count,
            TestCount = Estimated,
            Binarization = Binarization.Static,
            Hidden = [100],
            Latent = 3,
            WeightDecay = 1.0 / count,
            Threads = 1,
        };
        Directory.CreateDirectory(folder);
        string checkpoint = Path.Combine(folder, "checkpoint.safetensors");
        TrainingState? state = null;
        List<double> x = [], train = [], test = [];
        foreach (int epochs in Places(samples, count))
        {
            using (var trainer = new Trainer(options with { Epochs = epochs }, TrainingData.Load(options), state))
            {
                while (trainer.Epoch < epochs) trainer.RunEpoch();
                trainer.Save(checkpoint);
                trainer.WriteModel(folder);
            }

            VaeExporter.Export(Path.Combine(folder, "model.bin"), Path.Combine(folder, "onnx"));
            state = TrainingState.Read(checkpoint);
            x.Add((double)epochs * count);
            train.Add(Estimate(trainingSet: true));
            test.Add(Estimate(trainingSet: false));
        }

        return new($"Ntrain = {count}", [.. x], [.. train], [.. test]);

        double Estimate(bool trainingSet)
        {
            using var evaluation = RunEvaluation.Open(folder, new() { TrainingSet = trainingSet, Count = Estimated, Samples = 1000, HybridMonteCarlo = Estimated });
            var result = evaluation.Run();
            Console.WriteLine(
                $"{count} training data, {x[^1]:0} evaluated: log p(x) of {(trainingSet ? "training" : "test")} data {result.MarginalLikelihood!.Mean:f2} ± {result.MarginalLikelihood.StandardError:f2}, "
                + $"{result.Acceptance:f2} accepted; by importance weights {result.LogLikelihood.Mean:f2}; ELBO {result.Elbo.Mean:f2}");
            return result.MarginalLikelihood.Mean;
        }
    }

    /// <summary>Numbers of epochs, a few for each power of ten of data evaluated.</summary>
    private static IEnumerable<int> Places(int samples, int count) =>
        Enumerable.Range(0, 1 + (int)(StepsOfTen * Math.Log10(samples / First)))
            .Select(step => (int)Math.Round(First * Math.Pow(10, (double)step / StepsOfTen) / count))
            .Append(samples / count)
            .Where(epochs => epochs >= 1)
            .Distinct();
}
