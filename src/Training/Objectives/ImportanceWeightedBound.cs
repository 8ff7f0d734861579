using VaeOnnx.Training.Models;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Objectives;

/// <summary>log (1/k) Σ p(x, z) / q(z|x) over k draws of the posterior: Burda et al., Importance Weighted Autoencoders, equation 8.</summary>
public static class ImportanceWeightedBound
{
    /// <summary>The bound of each datum, differentiable.</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">[N, input]</param>
    /// <param name="eps">k draws of N(0, I) for each datum: [k, N, latent]</param>
    /// <returns>[N], in nats</returns>
    public static Tensor Of(VaeModel model, Tensor x, Tensor eps)
    {
        var (mean, logvar) = model.Encode(x);
        return Of(model, x, eps, mean, logvar);
    }

    internal static Tensor Of(VaeModel model, Tensor x, Tensor eps, Tensor mean, Tensor logvar)
    {
        var z = Elbo.Draw(mean, logvar, eps); // [k, N, latent]
        var weights = -model.Likelihood.NegativeLog(model.Decode(z), x) - Elbo.LogRatio(z, logvar, eps); // [k, N]
        return weights.logsumexp(0) - Math.Log(eps.shape[0]);
    }
}
