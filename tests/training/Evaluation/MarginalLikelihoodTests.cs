using TorchSharp;
using VaeOnnx.Training.Evaluation;
using static TorchSharp.torch;

namespace VaeOnnx.Tests.Training.Evaluation;

/// <summary>Hybrid Monte Carlo and appendix D, on a model whose posterior and log p(x) are known.</summary>
public sealed class MarginalLikelihoodTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly LinearGaussian model = new();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_chains_come_to_the_posterior_from_far_away_and_tune_themselves()
    {
        using var generator = new Generator(1);
        var scale = ones([4, 3], float64);
        using var chains = new HybridMonteCarlo(model.LogJoint, 3 * ones([200, 4, 3], float64), scale, leaps: 4, generator);
        chains.Tune(60);
        var draws = new List<Tensor>();
        for (int i = 0; i < 20; i++)
        {
            chains.Advance(5);
            draws.Add(chains.Position.clone());
        }

        // 4,000 draws: a mean is known to about 0.016, a covariance to about 0.02.
        var all = cat(draws); // [4000, 4, 3]
        var centred = (all - model.PosteriorMean).permute(1, 2, 0);
        AssertWithin(0.06, model.PosteriorMean, all.mean([0]));
        AssertWithin(0.06, model.PosteriorCovariance.expand(4, 3, 3), centred.matmul(centred.transpose(1, 2)) / all.shape[0]);
        Assert.InRange(chains.AcceptedShare, 0.85, 0.95);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(3.0)] // Where the encoder is wrong, too: it is only where the chains start.
    public void Appendix_D_gives_the_log_likelihood_that_is_known(double width)
    {
        using var generator = new Generator(2);
        var estimate = MarginalLikelihood.Estimate(
            model.LogJoint, zeros([4, 3], float64), width * ones([4, 3], float64), new() { Samples = 2000, Chains = 50 }, generator);

        // The posterior is normal, so that the fit is close, and 2,000 draws leave an error of a few thousandths.
        Assert.All(estimate.StandardErrors, error => Assert.InRange(error, 0, 0.01));
        Assert.All(model.LogLikelihoods.Zip(estimate.LogLikelihoods), pair => Assert.Equal(pair.First, pair.Second, 0.02));
    }

    [Fact]
    public void With_the_fifty_draws_of_the_paper_the_error_is_about_what_it_says()
    {
        using var generator = new Generator(3);
        var many = new LinearGaussian(count: 50);
        var estimate = MarginalLikelihood.Estimate(many.LogJoint, zeros([50, 3], float64), ones([50, 3], float64), new(), generator);

        double[] errors = [.. many.LogLikelihoods.Zip(estimate.LogLikelihoods, (known, found) => found - known)];
        double root = Math.Sqrt(errors.Average(error => error * error)), said = Math.Sqrt(estimate.StandardErrors.Average(error => error * error));
        Assert.InRange(root, 0, 2 * said);
        Assert.InRange(said, 0, 0.2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_estimate()
    {
        double[] Estimate()
        {
            using var generator = new Generator(4);
            return MarginalLikelihood.Estimate(model.LogJoint, zeros([4, 3], float64), ones([4, 3], float64), new(), generator).LogLikelihoods;
        }

        Assert.Equal(Estimate(), Estimate());
    }

    private static void AssertWithin(double tolerance, Tensor expected, Tensor actual) =>
        Assert.InRange((expected - actual).abs().max().item<double>(), 0, tolerance);
}
