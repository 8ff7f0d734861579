using static TorchSharp.torch;

namespace VaeOnnx.Training.Objectives;

/// <summary>
/// A divergence of which each dimension has some nats free: Kingma et al. 2016, Improved Variational Inference with Inverse
/// Autoregressive Flow, appendix C.8, with a group for each dimension.
/// </summary>
internal static class FreeBits
{
    /// <summary>N · Σ max(free, average of the dimension's divergence over the batch).</summary>
    /// <param name="mean">[N, latent]</param>
    /// <param name="logvar">[N, latent]</param>
    /// <param name="free">Nats of each dimension.</param>
    /// <returns>A number, for the sum of the batch.</returns>
    public static Tensor Divergence(Tensor mean, Tensor logvar, double free) =>
        Elbo.Divergence(mean, logvar).mean([0]).clamp(min: free).sum() * mean.shape[0];
}
