using VaeOnnx.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Steps;
using VaeOnnx.Training.Steps.Fast;

namespace VaeOnnx.Tests.Training.Steps;

/// <summary>The fast step against autograd: the same loss, the same gradients, on every model that it covers.</summary>
public sealed class FastStepTests
{
    public static TheoryData<HiddenActivation, int[]> Models
    {
        get
        {
            var models = new TheoryData<HiddenActivation, int[]>();
            foreach (var activation in Enum.GetValues<HiddenActivation>())
            {
                models.Add(activation, []);
                models.Add(activation, [40]);
                models.Add(activation, [33, 17, 5]);
            }

            return models;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_are_those_of_autograd(HiddenActivation activation, int[] hidden) =>
        Compare(new() { Activation = activation, Hidden = hidden, Latent = 7, Beta = 1.5 }, threads: 1);

    [Theory]
    [InlineData(BatchReduction.Sum)]
    [InlineData(BatchReduction.Mean)]
    public void On_any_number_of_threads(BatchReduction reduction) => Compare(new() { Hidden = [48], Latent = 3, Reduction = reduction }, threads: 3);

    [Fact]
    public void At_logits_where_the_logarithm_of_a_probability_would_be_infinite() =>
        Compare(new() { Hidden = [16], Latent = 3 }, threads: 1, weightScale: 3000);

    private static void Compare(TrainingOptions options, int threads, float weightScale = 1)
    {
        const int Rows = 11, Input = 75; // No multiple of any vector.
        TorchSharp.torch.set_num_threads(threads);
        var random = new TorchRandom(3);
        using var model = new MlpVae(Input, options.Hidden, options.Latent, options.Activation);
        InitialWeights.Set(model, WeightInit.TorchLinear, random, seed: 0);
        foreach (ref float weight in ParameterBuffer.Elements(model.Output.Weight)) weight *= weightScale;
        using var batch = new Batch(Rows, Input, options.Samples, options.Latent);
        random.Rand(batch.XValues);
        random.Randn(batch.EpsValues);
        var team = new ThreadTeam(threads);
        using var fast = new FastStep(model, options, team);
        using var autograd = new AutogradStep(model, options);

        var expected = Run(autograd);
        var expectedGradients = model.Parameters.Gradients.Select(gradient => ParameterBuffer.Elements(gradient).ToArray()).ToList();
        model.Parameters.GradientValues.Fill(float.NaN);
        var losses = Run(fast);

        Assert.Equal(expected.Reconstruction, losses.Reconstruction, 1e-6 * expected.Reconstruction);
        Assert.Equal(expected.Divergence, losses.Divergence, 1e-6 * expected.Divergence);
        foreach (var (gradient, expectedGradient) in model.Parameters.Gradients.Zip(expectedGradients))
            Gradient.AssertClose(expectedGradient, ParameterBuffer.Elements(gradient), 1e-5);

        LossSums Run(GradientStep step)
        {
            var sums = step.Forward(batch);
            step.Backward();
            return sums;
        }
    }
}
