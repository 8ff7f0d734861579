using TorchSharp;
using VaeOnnx.Training;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Optimizers;
using VaeOnnx.Training.Steps.Fast;
using static TorchSharp.torch;

namespace VaeOnnx.Tests.Training.Optimizers;

/// <summary>Step by step beside libtorch's own optimisers, on one row of numbers.</summary>
public sealed class OptimizerTests
{
    private const int Count = 40, Steps = 25;

    public static TheoryData<OptimizerKind, double> Runs => new()
    {
        { OptimizerKind.Adam, 0 }, { OptimizerKind.Adam, 0.1 }, { OptimizerKind.AdamW, 0.1 }, { OptimizerKind.Adagrad, 0 }, { OptimizerKind.Adagrad, 0.1 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_step_is_that_of_PyTorch(OptimizerKind kind, double decay)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var team = new ThreadTeam(threads: 1);
        using var buffer = new ParameterBuffer([[Count]]);
        var ours = Optimizer.Of(new() { Optimizer = kind, WeightDecay = decay, LearningRate = 0.05 }, buffer.Values.Length);
        var begin = randn(Count, generator: generator);
        ParameterBuffer.Elements(begin).CopyTo(buffer.Values);
        var parameter = new TorchSharp.Modules.Parameter(begin.clone());
        using optim.Optimizer theirs = kind switch
        {
            OptimizerKind.Adam => optim.Adam([parameter], 0.05, weight_decay: decay),
            OptimizerKind.AdamW => optim.AdamW([parameter], 0.05, weight_decay: decay),
            _ => optim.Adagrad([parameter], 0.05, weight_decay: decay, eps: 1e-8),
        };

        for (int i = 0; i < Steps; i++)
        {
            var gradient = randn(Count, generator: generator);
            parameter.grad = gradient;
            ParameterBuffer.Elements(gradient).CopyTo(buffer.GradientValues);
            theirs.step();
            ours.Step(buffer, team);

            foreach (var (expected, actual) in ParameterBuffer.Elements(parameter.detach()).ToArray().Zip(buffer.Values.ToArray()))
                Assert.Equal(expected, actual, 2e-6);
        }
    }

    [Theory]
    [InlineData(Schedule.Constant, 1.0, 1.0, 1.0, 1.0)]
    [InlineData(Schedule.Step, 1.0, 1.0, 0.5, 0.5)]
    [InlineData(Schedule.Exponential, 1.0, 0.5, 0.25, 0.125)]
    [InlineData(Schedule.Cosine, 1.0, 0.853553391, 0.5, 0.146446609)]
    public void The_step_size_goes_on_epoch_by_epoch(Schedule schedule, params double[] factors)
    {
        var options = new TrainingOptions { Schedule = schedule, ScheduleFactor = 0.5, ScheduleEpochs = 2, Epochs = 4, LearningRate = 0.3 };
        for (int epoch = 0; epoch < factors.Length; epoch++)
            Assert.Equal(0.3 * factors[epoch], LearningRateSchedule.At(options, epoch), 1e-9);
    }

    [Fact]
    public void Gradients_of_too_large_a_norm_are_scaled_down_and_others_stay()
    {
        using var buffer = new ParameterBuffer([[2], [1]]);
        new[] { 3f, 0 }.CopyTo(buffer.GradientValues);
        buffer.GradientValues[FlatBuffer.Alignment] = 4;

        GradientClipping.Clip(buffer, 5.1);
        Assert.Equal((3f, 4f), (buffer.GradientValues[0], buffer.GradientValues[FlatBuffer.Alignment]));

        GradientClipping.Clip(buffer, 1);
        Assert.Equal(0.6f, buffer.GradientValues[0], 1e-6);
        Assert.Equal(0.8f, buffer.GradientValues[FlatBuffer.Alignment], 1e-6);
    }
}
