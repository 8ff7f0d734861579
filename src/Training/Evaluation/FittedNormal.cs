using static TorchSharp.torch;

namespace VaeOnnx.Training.Evaluation;

/// <summary>The normal distribution with the mean and the covariance of draws, of many data side by side.</summary>
internal sealed class FittedNormal
{
    /// <summary>Added to the diagonal, of the mean variance: draws that all lie in one plane still have a density.</summary>
    private const double Ridge = 1e-6;

    private readonly Tensor mean;
    private readonly Tensor whitening;
    private readonly Tensor logConstant;

    /// <param name="draws">[L, N, latent], L above the number of latent dimensions.</param>
    public FittedNormal(Tensor draws)
    {
        long latent = draws.shape[2];
        mean = draws.mean([0]); // [N, latent]
        var centred = (draws - mean).permute(1, 2, 0); // [N, latent, L]
        var covariance = centred.matmul(centred.transpose(1, 2)) / (draws.shape[0] - 1); // [N, latent, latent]
        var size = covariance.diagonal(dim1: 1, dim2: 2).mean([1]).clamp_min(1e-30);
        covariance = covariance + (Ridge * size.reshape(-1, 1, 1) * eye(latent, dtype: draws.dtype));
        var root = linalg.cholesky(covariance);
        whitening = linalg.inv(root);
        logConstant = (-0.5 * latent * Math.Log(2 * Math.PI)) - root.diagonal(dim1: 1, dim2: 2).log().sum(-1); // [N]
    }

    /// <summary>log q(z).</summary>
    /// <param name="z">[L, N, latent]</param>
    /// <returns>[L, N]</returns>
    public Tensor LogDensity(Tensor z)
    {
        var white = whitening.matmul((z - mean).unsqueeze(-1)).squeeze(-1); // [L, N, latent]
        return logConstant - (0.5 * white.square().sum(-1));
    }
}
