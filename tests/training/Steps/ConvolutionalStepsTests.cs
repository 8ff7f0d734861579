using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Optimizers;
using VaeOnnx.Training.Steps;
using VaeOnnx.Training.Steps.Fast;

namespace VaeOnnx.Tests.Training.Steps;

/// <summary>
/// 40 steps of small convolutional models with batch norm, from the weights, images, labels and eps of a PyTorch run (fixtures/training):
/// a Bernoulli decoder by Adam, and with labels a Gaussian one by AdamW.
/// </summary>
public sealed class ConvolutionalStepsTests
{
    private const int Rows = 32, Latent = 3;

    private static readonly Lazy<ImageSet> Images =
        new(() => TrainingData.Load(new() { Data = Fixtures.Path("mnist"), TrainCount = 40 * Rows, TestCount = 1 }).Train);

    public static TheoryData<string, int> Runs => new() { { "conv", 7 }, { "conditional-conv", 8 } };

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_weights_begin_as_those_of_PyTorch_to_the_bit(string name, int seed)
    {
        using var run = new Run(name);
        InitialWeights.Set(run.Model, WeightInit.TorchLinear, new TorchRandom(seed), seed);
        run.AssertParameters("init", run.Model.Parameters.Parameters, share: 0);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_first_gradients_are_those_of_PyTorch(string name, int seed)
    {
        _ = seed;
        using var run = new Run(name);
        run.Step(0);
        run.AssertParameters("grad0", run.Model.Parameters.Gradients, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_step_has_the_loss_of_PyTorch_and_the_last_its_weights_and_statistics(string name, int seed)
    {
        _ = seed;
        using var run = new Run(name);
        var expected = run.Array("loss").AsDoubles();

        for (int i = 0; i < expected.Length; i++)
        {
            double loss = run.Step(i), relative = Math.Abs(loss - expected[i]) / expected[i];
            Assert.True(relative <= (i < 20 ? 1e-5 : 1e-3), $"step {i + 1}: {loss}, in Python {expected[i]}: {relative:g3}");
        }

        run.AssertParameters("final", run.Model.Parameters.Parameters, 1e-4);
        Gradient.AssertClose(run.Array("statistics").AsSingles(), run.Model.Statistics, 1e-4);
    }

    private sealed class Run : IDisposable
    {
        private readonly string name;
        private readonly float[] eps;
        private readonly Batch batch;
        private readonly ThreadTeam team = new(threads: 1);
        private readonly AutogradStep step;
        private readonly Adam adam;

        public Run(string name)
        {
            TorchSharp.torch.set_num_threads(1);
            this.name = name;
            var options = TrainingPresets.Of(TrainingPresets.ConvMnist) with { Channels = [4, 8], Hidden = [16], Latent = Latent, Batch = Rows };
            if (name == "conditional-conv")
                options = options with { Conditional = true, Likelihood = LikelihoodKind.Gaussian, SigmoidMean = true, Optimizer = OptimizerKind.AdamW, WeightDecay = 0.1 };
            int classes = options.Conditional ? 10 : 0;
            Model = new([1, 28, 28], options, classes);
            batch = new(Rows, 784, samples: 1, Latent, classes);
            step = new(Model, options);
            adam = new(Model.Parameters.Values.Length, options);
            eps = Array("eps").AsSingles();
            int at = 0;
            var initial = Array("init").AsSingles().AsSpan();
            foreach (var parameter in Model.Parameters.Parameters)
            {
                using var values = parameter.detach();
                initial.Slice(at, (int)values.numel()).CopyTo(ParameterBuffer.Elements(values));
                at += (int)values.numel();
            }
        }

        public ConvVae Model { get; }

        public NpyArray Array(string kind) => NpyArray.Read(Fixtures.Path("training", name, $"{kind}.npy"));

        /// <summary>Asserts that arrays which lie one after the other in a file differ by at most a share of the greatest element of each.</summary>
        public void AssertParameters(string kind, IEnumerable<TorchSharp.torch.Tensor> actual, double share)
        {
            var expected = Array(kind).AsSingles().AsSpan();
            foreach (var tensor in actual)
            {
                using var values = tensor.detach();
                int count = (int)values.numel();
                Gradient.AssertClose(expected[..count], ParameterBuffer.Elements(values), share);
                expected = expected[count..];
            }

            Assert.Equal(0, expected.Length);
        }

        /// <summary>The loss of the whole batch before the step.</summary>
        public double Step(int index)
        {
            Images.Value.Rows(index * Rows, Rows).CopyTo(batch.XValues);
            eps.AsSpan(index * Rows * Latent, Rows * Latent).CopyTo(batch.EpsValues);
            if (Model.Classes > 0)
            {
                var y = ParameterBuffer.Elements(batch.Y);
                y.Clear();
                for (int i = 0; i < Rows; i++) y[(i * Model.Classes) + Images.Value.Labels![(index * Rows) + i]] = 1;
            }

            var sums = step.Forward(batch);
            step.Backward();
            adam.Step(Model.Parameters, team);
            return sums.Average(1, beta: 1).Loss;
        }

        public void Dispose()
        {
            step.Dispose();
            Model.Dispose();
            batch.Dispose();
        }
    }
}
