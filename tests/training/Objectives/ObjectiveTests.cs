using TorchSharp;
using VaeOnnx.Data;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Objectives;
using static TorchSharp.torch;

namespace VaeOnnx.Tests.Training.Objectives;

/// <summary>What is minimised, against float64 arrays of PyTorch and JAX: values, and gradients by autograd.</summary>
public sealed class ObjectiveTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData("neg_elbo", ElboEstimator.Analytic, 1)]
    [InlineData("neg_elbo_sampled", ElboEstimator.Sampled, 1)]
    [InlineData("neg_beta_elbo", ElboEstimator.Analytic, 4)]
    public void The_negative_ELBO_by_both_estimators(string name, ElboEstimator estimator, double beta)
    {
        var inputs = new Inputs();
        var terms = Elbo.Terms(inputs.Model, inputs.X, inputs.Draws.narrow(0, 0, 1), inputs.Mean, inputs.LogVar, estimator);
        inputs.AssertObjective(name, terms.Reconstruction + (beta * terms.Divergence));
    }

    [Fact]
    public void The_importance_weighted_bound()
    {
        var inputs = new Inputs();
        inputs.AssertObjective("neg_iwae", -ImportanceWeightedBound.Of(inputs.Model, inputs.X, inputs.Draws, inputs.Mean, inputs.LogVar));
    }

    [Fact]
    public void The_divergence_of_each_dimension()
    {
        var inputs = new Inputs();
        AssertClose(Array("objectives", "kld_per_dimension_f64"), Elbo.Divergence(inputs.Mean, inputs.LogVar));
    }

    [Theory]
    [InlineData("torch-mnist", "model.bin")]
    [InlineData("flax-mnist", "model.msgpack")]
    public void The_terms_of_each_image_under_a_trained_model(string folder, string checkpoint)
    {
        using var model = new CheckpointVae(Fixtures.Path(folder, checkpoint));
        var terms = Elbo.Terms(model, Array(folder, "x"), Array(folder, "eps").unsqueeze(0));

        AssertClose(Array(folder, "bce_f64"), terms.Reconstruction);
        AssertClose(Array(folder, "kld_f64"), terms.Divergence);
        AssertClose(Array(folder, "elbo_f64"), -(terms.Reconstruction + terms.Divergence));
    }

    [Fact]
    public void The_importance_weighted_bound_of_each_image_under_a_trained_model()
    {
        using var model = new CheckpointVae(Fixtures.Path("torch-mnist", "model.bin"));
        AssertClose(Array("torch-mnist", "iwae_bound_f64"), ImportanceWeightedBound.Of(model, Array("torch-mnist", "x").narrow(0, 0, 8), Array("torch-mnist", "eps_k")));
    }

    [Fact]
    public void Several_draws_give_the_mean_of_their_terms()
    {
        var inputs = new Inputs();
        var together = Elbo.Terms(inputs.Model, inputs.X, inputs.Draws, inputs.Mean, inputs.LogVar, ElboEstimator.Sampled);
        var alone = Enumerable.Range(0, 5)
            .Select(i => Elbo.Terms(inputs.Model, inputs.X, inputs.Draws.narrow(0, i, 1), inputs.Mean, inputs.LogVar, ElboEstimator.Sampled))
            .ToList();

        AssertClose(stack(alone.Select(terms => terms.Reconstruction)).mean([0]), together.Reconstruction);
        AssertClose(stack(alone.Select(terms => terms.Divergence)).mean([0]), together.Divergence);
    }

    [Theory]
    [InlineData(1000f, 1f, 0f)]
    [InlineData(1000f, 0f, 1000f)]
    [InlineData(-1000f, 1f, 1000f)]
    [InlineData(-1000f, 0f, 0f)]
    [InlineData(120f, 1f, 0f)] // log(−expm1(log_sigmoid(120))) is log(0), times 0.
    public void A_logit_of_any_size_has_a_finite_loss_in_float32(float logit, float x, float loss) =>
        Assert.Equal(loss, Elbo.NegativeLogLikelihood(tensor(new[,] { { logit } }), tensor(new[,] { { x } })).item<float>());

    private static Tensor Array(string folder, string name)
    {
        var array = NpyArray.Read(Fixtures.Path(folder, $"{name}.npy"));
        return tensor(array.AsDoubles()).reshape([.. array.Shape]);
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        double greatest = expected.abs().max().item<double>(), difference = (expected - actual).abs().max().item<double>();
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(difference <= 1e-12 * greatest, $"differs by {difference / greatest:g3} of the greatest element");
    }

    /// <summary>fixtures/objectives: case.json there says what the arrays are.</summary>
    private sealed class Inputs
    {
        public VaeModel Model { get; } = new CheckpointVae(Fixtures.Path("formats", "state_dict.pt"));

        public Tensor X { get; } = Array("objectives", "x");

        public Tensor Mean { get; } = Array("objectives", "mean").requires_grad_(true);

        public Tensor LogVar { get; } = Array("objectives", "logvar").requires_grad_(true);

        /// <summary>[5, 8, 4]</summary>
        public Tensor Draws { get; } = Array("objectives", "eps_k");

        public void AssertObjective(string name, Tensor perDatum)
        {
            AssertClose(Array("objectives", $"{name}_f64"), perDatum);
            perDatum.mean().backward();
            AssertClose(Array("objectives", $"grad_{name}_mean_f64"), Mean.grad!);
            AssertClose(Array("objectives", $"grad_{name}_logvar_f64"), LogVar.grad!);
        }
    }
}
