using VaeOnnx.Training.Models;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Objectives;

/// <summary>The two terms of the negative ELBO, for each datum: their sum bounds −log p(x).</summary>
/// <param name="Reconstruction">−log p(x|z), averaged over the draws: [N]</param>
/// <param name="Divergence">KL(q(z|x) ‖ p(z)), or its estimate at the draws: [N]</param>
public readonly record struct ElboTerms(Tensor Reconstruction, Tensor Divergence);

/// <summary>The evidence lower bound: Kingma and Welling, Auto-Encoding Variational Bayes, sections 2.3 and 3, appendix B.</summary>
public static class Elbo
{
    /// <summary>The terms of a batch, differentiable.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">[N, input]</param>
    /// <param name="eps">L draws of N(0, I) for each datum: [L, N, latent]</param>
    /// <param name="estimator">How the divergence is computed.</param>
    public static ElboTerms Terms(VaeModel model, Tensor x, Tensor eps, ElboEstimator estimator = ElboEstimator.Analytic)
    {
        var (mean, logvar) = model.Encode(x);
        return Terms(model, x, eps, mean, logvar, estimator);
    }

    internal static ElboTerms Terms(VaeModel model, Tensor x, Tensor eps, Tensor mean, Tensor logvar, ElboEstimator estimator)
    {
        var z = Draw(mean, logvar, eps); // [L, N, latent]
        var divergence = estimator == ElboEstimator.Analytic
            ? Divergence(mean, logvar).sum(-1)
            : LogRatio(z, logvar, eps).mean([0]);
        return new(model.Likelihood.NegativeLog(model.Decode(z), x).mean([0]), divergence);
    }

    /// <summary>z = mean + eps · exp(logvar / 2).</summary>
    public static Tensor Draw(Tensor mean, Tensor logvar, Tensor eps) => mean + (eps * (0.5 * logvar).exp());

    /// <summary>KL(N(mean, exp(logvar)) ‖ N(0, 1)) of each dimension: [N, latent]</summary>
    public static Tensor Divergence(Tensor mean, Tensor logvar) => -0.5 * (1 + logvar - mean.square() - logvar.exp());

    /// <summary>log q(z|x) − log p(z) at draws: ½ Σ (z² − eps² − logvar); the constants cancel. [L, N]</summary>
    internal static Tensor LogRatio(Tensor z, Tensor logvar, Tensor eps) => 0.5 * (z.square() - eps.square() - logvar).sum(-1);

    /// <summary>
    /// −log p(x|z) of a Bernoulli decoder, Σ max(l, 0) − l x + log(1 + exp(−|l|)): finite at any logit. [L, N]
    /// </summary>
    internal static Tensor NegativeLogLikelihood(Tensor logits, Tensor x) =>
        nn.functional.binary_cross_entropy_with_logits(logits, x.expand_as(logits), reduction: nn.Reduction.None).sum(-1);
}
