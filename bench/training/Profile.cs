using System.Diagnostics;
using TorchSharp;
using VaeOnnx.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Optimizers;
using VaeOnnx.Training.Steps;
using VaeOnnx.Training.Steps.Fast;

namespace VaeOnnx.Bench.Training;

/// <summary>Where the time of an epoch goes: its parts by themselves, each the best of many rounds, times the steps of an epoch.</summary>
internal static class Profile
{
    private const int Steps = 469, Rounds = 40, Repeats = 10;

    public static void Print(TrainingOptions options)
    {
        torch.set_num_threads(options.Threads);
        using var noGrad = torch.no_grad();
        var team = new ThreadTeam(options.Threads);
        using var model = new MlpVae(784, options.Hidden, options.Latent, options.Activation, options.Family);
        var random = new TorchRandom(1);
        InitialWeights.Set(model, WeightInit.TorchLinear, random, 0);
        using var batch = new Batch(options.Batch, 784, 1, options.Latent);
        var data = TrainingData.Load(options with { TrainCount = 60000 }).Train;
        var order = EpochOrder.Of(1, data.Count);
        using var step = new FastStep(model, options, team);
        var adam = new Adam(model.Parameters.Values.Length, options);

        using Matrix x = new(options.Batch, 784), h = new(options.Batch, 400), l = new(options.Batch, 784);
        using Matrix w1 = new(400, 784), w4 = new(784, 400);
        random.Rand(x.Elements);
        random.Rand(h.Elements);
        random.Rand(w1.Elements);
        random.Rand(w4.Elements);
        var bias = new float[784];

        Console.WriteLine($"{team.Threads} threads, {Steps} steps an epoch; seconds an epoch: least by the clock, mean of the processors");
        double floor = Time("x W1' (128 x 784 x 400)", () => h.SetToProductTransposed(x, w1))
            + Time("h W4'", () => l.SetToProductTransposed(h, w4))
            + Time("gradient of W4", () => w4.SetToTransposedProduct(l, 0, h))
            + Time("gradient of h", () => h.SetToProduct(l, w4))
            + Time("gradient of W1", () => w1.SetToTransposedProduct(h, 0, x));
        Console.WriteLine($"{"the five large products",-34}{floor,8:f3}");
        random.Rand(l.Elements);
        int at = 0;
        Time("gather of a batch", () =>
        {
            at = (at + options.Batch) % (order.Length - options.Batch);
            var rows = order.AsSpan(at, options.Batch);
            for (int i = 0; i < rows.Length; i++) data[rows[i]].CopyTo(batch.XValues[(i * 784)..]);
        });
        Time("eps", () => random.Randn(batch.EpsValues));
        Time("loss and its gradient", () => team.Split(options.Batch, 1, (start, end) =>
        {
            for (int r = start; r < end; r++) BernoulliLoss.OfRow(x[r], l[r], bias, 1);
        }));
        Time("Adam", () => adam.Step(model.Parameters, team));
        Time("an empty loop on the team", () => team.Run((_, _) => { }));
        double forward = Time("forward", () => step.Forward(batch));
        double backward = Time("backward", step.Backward);
        double whole = Time("forward, backward and Adam", () =>
        {
            step.Forward(batch);
            step.Backward();
            adam.Step(model.Parameters, team);
        });
        Console.WriteLine($"the products are {floor / whole:p0} of a step");
    }

    private static double Time(string what, Action action)
    {
        action();
        double best = double.PositiveInfinity;
        var before = Environment.CpuUsage.TotalTime;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Repeats; i++) action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / Repeats);
        }

        double processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds / (Rounds * Repeats);
        Console.WriteLine($"{what,-34}{best * Steps,8:f3}{processor * Steps,10:f3}");
        return best * Steps;
    }
}
