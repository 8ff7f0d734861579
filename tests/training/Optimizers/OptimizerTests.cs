using VaeOnnx.Data;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Optimizers;
using VaeOnnx.Training.Steps.Fast;

namespace VaeOnnx.Tests.Training.Optimizers;

/// <summary>Step by step beside PyTorch's own optimisers, schedules and clipping, on one row of numbers (fixtures/training/optimizers).</summary>
public sealed class OptimizerTests
{
    private const double Rate = 0.05, ClippedTo = 3;
    private const int Count = 40;

    private static readonly TrainingOptions Options = new() { LearningRate = Rate };

    public static TheoryData<string> Runs => ["adam", "adam_decay", "adam_betas", "adamw", "adagrad", "adagrad_decay"];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_step_is_that_of_PyTorch(string run)
    {
        var options = run switch
        {
            "adam" => Options,
            "adam_decay" => Options with { WeightDecay = 0.1 },
            "adam_betas" => Options with { Beta1 = 0.8, Beta2 = 0.99, Epsilon = 1e-4 },
            "adamw" => Options with { Optimizer = OptimizerKind.AdamW, WeightDecay = 0.1 },
            "adagrad" => Options with { Optimizer = OptimizerKind.Adagrad, Epsilon = 1e-10 },
            _ => Options with { Optimizer = OptimizerKind.Adagrad, Epsilon = 1e-10, WeightDecay = 0.1 },
        };
        var team = new ThreadTeam(threads: 1);
        using var buffer = new ParameterBuffer([[Count]]);
        var optimizer = Optimizer.Of(options, buffer.Values.Length);
        Array("begin").CopyTo(buffer.Values);

        foreach (var (gradient, expected) in Array("gradients").Chunk(Count).Zip(Array(run).Chunk(Count)))
        {
            gradient.CopyTo(buffer.GradientValues);
            optimizer.Step(buffer, team);
            Assert.All(expected.Zip(buffer.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
        }
    }

    [Theory]
    [InlineData(Schedule.Step, 0.3, 5)]
    [InlineData(Schedule.Exponential, 0.9, 1)]
    [InlineData(Schedule.Cosine, 1, 1)]
    public void The_step_size_of_every_epoch_is_that_of_PyTorch(Schedule schedule, double factor, int epochs)
    {
        var expected = NpyArray.Read(Fixtures.Path("training", "optimizers", $"rates_{schedule.ToString().ToLowerInvariant()}.npy")).AsDoubles();
        var options = Options with { Schedule = schedule, ScheduleFactor = factor, ScheduleEpochs = epochs, Epochs = expected.Length };

        Assert.All(expected.Select((rate, epoch) => (rate, epoch)), at => Assert.Equal(at.rate, LearningRateSchedule.At(options, at.epoch), 1e-15));
    }

    [Fact]
    public void A_constant_step_size_stays() => Assert.Equal(Rate, LearningRateSchedule.At(Options, 7));

    [Fact]
    public void Gradients_are_clipped_as_by_PyTorch()
    {
        using var buffer = new ParameterBuffer([[Count / 2], [Count / 2]]);
        foreach (var (gradient, expected) in Array("gradients").Chunk(Count).Zip(Array("clipped").Chunk(Count)))
        {
            foreach (var (part, values) in buffer.Gradients.Zip(gradient.Chunk(Count / 2))) values.CopyTo(ParameterBuffer.Elements(part));

            GradientClipping.Clip(buffer, ClippedTo);

            var actual = buffer.Gradients.SelectMany(part => ParameterBuffer.Elements(part).ToArray());
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
        }
    }

    private static float[] Array(string name) => NpyArray.Read(Fixtures.Path("training", "optimizers", $"{name}.npy")).AsSingles();
}
