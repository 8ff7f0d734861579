using VaeOnnx.Data;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Optimizers;
using VaeOnnx.Training.Steps;
using VaeOnnx.Training.Steps.Fast;

namespace VaeOnnx.Tests.Training.Steps;

/// <summary>150 steps of Adam on 784-32-4, from the weights, images and eps of a Python run (fixtures/training).</summary>
public sealed class PythonStepsTests
{
    private const int Rows = 64, Hidden = 32, Latent = 4;

    private static readonly Lazy<ImageSet> Images =
        new(() => TrainingData.Load(new() { Data = Fixtures.Path("mnist"), TrainCount = 150 * Rows, TestCount = 1 }).Train);

    public static TheoryData<string, StepKind> Runs => new()
    {
        { TrainingPresets.PyTorchExample, StepKind.Auto },
        { TrainingPresets.PyTorchExample, StepKind.Autograd },
        { TrainingPresets.FlaxExample, StepKind.Auto },
        { TrainingPresets.FlaxExample, StepKind.Autograd },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_step_has_the_loss_of_the_Python_run(string preset, StepKind kind)
    {
        using var run = new Run(preset, kind);
        var expected = run.Array("loss").AsDoubles();

        for (int i = 0; i < expected.Length; i++)
        {
            double loss = run.Step(i);
            double relative = Math.Abs(loss - expected[i]) / expected[i];
            Assert.True(relative <= (i < 20 ? 1e-5 : 1e-3), $"step {i + 1}: {loss}, in Python {expected[i]}: {relative:g3}");
        }

        foreach (var named in run.Model.Tensors)
            Gradient.AssertClose(run.Array("final", named.Name).AsSingles(), Run.Stored(named), 1e-4);
    }

    [Fact]
    public void The_first_gradients_are_those_of_PyTorch()
    {
        using var run = new Run(TrainingPresets.PyTorchExample, StepKind.Auto);
        run.Step(0);

        // The gradients lie as the parameters do: the heads' in one array.
        var names = new[] { "fc1.weight", "fc1.bias", "fc21.weight+fc22.weight", "fc21.bias+fc22.bias", "fc3.weight", "fc3.bias", "fc4.weight", "fc4.bias" };
        foreach (var (name, gradient) in names.Zip(run.Model.Parameters.Gradients))
        {
            float[] expected = [.. name.Split('+').SelectMany(part => run.Array("grad0", part).AsSingles())];
            Gradient.AssertClose(expected, ParameterBuffer.Elements(gradient), 1e-5);
        }
    }

    private sealed class Run : IDisposable
    {
        private readonly TrainingOptions options;
        private readonly float[] eps;
        private readonly Batch batch = new(Rows, 784, samples: 1, Latent);
        private readonly ThreadTeam team = new(threads: 1);
        private readonly GradientStep step;
        private readonly Adam adam;
        private readonly string folder;

        public Run(string preset, StepKind kind)
        {
            TorchSharp.torch.set_num_threads(1);
            folder = preset == TrainingPresets.FlaxExample ? "flax" : "torch";
            options = TrainingPresets.Of(preset) with { Hidden = [Hidden], Latent = Latent, Batch = Rows, Step = kind };
            Model = new(784, options.Hidden, Latent, HiddenActivation.Relu, preset);
            step = kind == StepKind.Autograd ? new AutogradStep(Model, options) : new FastStep(Model, options, team);
            adam = new(Model.Parameters.Values.Length, options);
            eps = Array("eps").AsSingles();
            foreach (var named in Model.Tensors)
            {
                var initial = Array("init", named.Name);
                using var stored = named.InputFirst ? named.Tensor.detach().t() : named.Tensor.detach();
                using var values = TorchSharp.torch.tensor(initial.AsSingles()).reshape([.. initial.Shape]);
                stored.copy_(values);
            }
        }

        public MlpVae Model { get; }

        public NpyArray Array(string kind, string? name = null) =>
            NpyArray.Read(Fixtures.Path("training", folder, (name is null ? kind : $"{kind}_{name.Replace('.', '_')}") + ".npy"));

        /// <summary>A tensor as the checkpoint holds it.</summary>
        public static float[] Stored(NamedTensor named)
        {
            using var stored = named.InputFirst ? named.Tensor.detach().t().contiguous() : named.Tensor.detach();
            return ParameterBuffer.Elements(stored).ToArray();
        }

        /// <summary>The loss as the Python program reduces it, before the step.</summary>
        public double Step(int index)
        {
            Images.Value.Rows(index * Rows, Rows).CopyTo(batch.XValues);
            eps.AsSpan(index * Rows * Latent, Rows * Latent).CopyTo(batch.EpsValues);
            var sums = step.Forward(batch);
            step.Backward();
            adam.Step(Model.Parameters, team);
            return sums.Average(options.Reduction == BatchReduction.Mean ? Rows : 1, options.Beta).Loss;
        }

        public void Dispose()
        {
            step.Dispose();
            Model.Dispose();
            batch.Dispose();
        }
    }
}
