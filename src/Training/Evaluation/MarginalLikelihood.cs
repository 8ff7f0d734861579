using static TorchSharp.torch;

namespace VaeOnnx.Training.Evaluation;

/// <summary>
/// log p(x) without the encoder: Kingma and Welling, Auto-Encoding Variational Bayes, appendix D. Draws of the posterior p(z|x) by
/// Hybrid Monte Carlo; a density q fitted to them, here a normal one with a full covariance; then, at new draws,
/// p(x) = 1 / mean of q(z) / p(x, z).
/// </summary>
/// <remarks>
/// Good as long as q is close to the posterior, which the paper says of latents of less than about five dimensions. Errors of the
/// fit cost variance but no bias in 1/p(x), as any density q has this mean.
/// </remarks>
internal static class MarginalLikelihood
{
    /// <summary>More latent dimensions than this are refused: the estimate is not to be trusted there.</summary>
    public const int GreatestLatent = 5;

    /// <summary>Estimates log p(x) of data side by side.</summary>
    /// <param name="logJoint">log p(x, z), with its constants: [chains, N, latent] to [chains, N], differentiable.</param>
    /// <param name="mean">About where the posterior is, from which the chains start: [N, latent]</param>
    /// <param name="scale">About how wide it is: [N, latent]</param>
    /// <param name="options">How it is sampled.</param>
    /// <param name="generator">Draws.</param>
    public static MarginalLikelihoodEstimate Estimate(
        Func<Tensor, Tensor> logJoint, Tensor mean, Tensor scale, MarginalLikelihoodOptions options, Generator generator)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var start = mean + (scale * randn([options.Chains, .. mean.shape], dtype: mean.dtype, generator: generator));
        using var chains = new HybridMonteCarlo(logJoint, start, scale, options.Leaps, generator);
        chains.Tune(options.BurnIn);
        var fitted = new FittedNormal(Draw(chains, options));
        var draws = Draw(chains, options); // [L, N, latent]

        // In the run's own type: a log density of hundreds of nats has its last digit there.
        var joint = cat([.. draws.split(options.Chains).Select(part => logJoint(part.to_type(mean.dtype)))]).to_type(ScalarType.Float64);
        var ratios = fitted.LogDensity(draws) - joint; // [L, N]
        long count = draws.shape[0];
        var logInverse = ratios.logsumexp(0) - Math.Log(count); // [N]
        // The spread of the mean, relative to it: that of its logarithm.
        var errors = (ratios - logInverse).exp().std(0) / Math.Sqrt(count);
        return new([.. (-logInverse).data<double>()], [.. errors.data<double>()], chains.AcceptedShare);
    }

    /// <summary>Draws of all chains, in float64: [L, N, latent].</summary>
    private static Tensor Draw(HybridMonteCarlo chains, MarginalLikelihoodOptions options)
    {
        var draws = new List<Tensor>();
        for (int i = 0; i < options.DrawsOfChain; i++)
        {
            chains.Advance(options.Spacing);
            draws.Add(chains.Position.to_type(ScalarType.Float64).clone());
        }

        return cat(draws);
    }
}

/// <summary>What <see cref="MarginalLikelihood"/> gives.</summary>
/// <param name="LogLikelihoods">log p(x) of each datum, in nats: [N]</param>
/// <param name="StandardErrors">Of each, as if its draws were independent: [N]</param>
/// <param name="Acceptance">The share of transitions that were taken.</param>
internal sealed record MarginalLikelihoodEstimate(double[] LogLikelihoods, double[] StandardErrors, double Acceptance);
