using System.Diagnostics;
using System.Globalization;
using VaeOnnx.Bench.Training;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;

// Answers each line of standard input with a line of seconds, so that another program can take turns with it; or measures alone.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int threads = args is [_, var count, ..] ? int.Parse(count) : 2;
var options = TrainingPresets.Of(TrainingPresets.PyTorchExample) with { Threads = threads, TestCount = 128 };
switch (args)
{
    case ["turns", ..]:
        if (args is [_, _, var of, var images]) options = TrainingPresets.Of(of) with { Threads = threads, TrainCount = int.Parse(images), TestCount = 128 };
        using (var fast = new Trainer(options, TrainingData.Load(options)))
        using (var autograd = new Trainer(options with { Step = StepKind.Autograd }, fast.Data))
        {
            while (Console.ReadLine() is { } turn)
                Console.WriteLine((turn == "autograd" ? autograd : fast).RunEpoch().Seconds);
        }

        return 0;
    case ["profile", ..]:
        Profile.Print(options);
        return 0;
    case ["curve", _, var preset, var epochs]:
        // As vae-train does, without its output: for the figures in docs/training.md.
        options = TrainingPresets.Of(preset) with { Threads = threads, Epochs = int.Parse(epochs) };
        using (var trainer = new Trainer(options, TrainingData.Load(options)))
        {
            while (trainer.Epoch < options.Epochs)
            {
                var before = Environment.CpuUsage.TotalTime;
                var result = trainer.RunEpoch();
                var used = Environment.CpuUsage.TotalTime - before;
                Console.WriteLine($"epoch {result.Epoch} train {result.Train.Loss:f4} test {result.Test.Loss:f4} seconds {result.Seconds:f2}, processor {used.TotalSeconds:f2} with the test");
            }
        }

        return 0;
    case ["memory", ..]:
        using (var trainer = new Trainer(options, TrainingData.Load(options)))
        {
            for (int epoch = 1; epoch <= 100; epoch++)
            {
                var result = trainer.RunEpoch();
                if (epoch is 1 or 2 or 5 || epoch % 10 == 0)
                {
                    using var process = Process.GetCurrentProcess();
                    Console.WriteLine($"epoch {epoch,3}: managed {GC.GetTotalMemory(forceFullCollection: true) / 1e6:f1} MB, resident {process.WorkingSet64 / 1e6:f1} MB, train {result.Train.Loss:f4}");
                }
            }
        }

        return 0;
    default:
        Console.Error.WriteLine("usage: VaeOnnx.Bench.Training turns|profile|memory [THREADS], turns THREADS PRESET IMAGES, or curve THREADS PRESET EPOCHS");
        return 2;
}
