namespace VaeOnnx.Inference;

/// <summary>How well a model explains one datum. In nats, summed over the datum's elements.</summary>
/// <param name="Reconstruction">log p(x|z) of one z: the higher, the better.</param>
/// <param name="Kl">The divergence KL(q(z|x) ‖ p(z)), at least 0.</param>
/// <param name="SquaredError">Σ (x − recon)², the reconstruction error.</param>
public readonly record struct VaeScore(double Reconstruction, double Kl, double SquaredError)
{
    /// <summary>
    /// The evidence lower bound log p(x|z) − KL(q(z|x) ‖ p(z)), an estimate from one z of a bound on log p(x): estimator B of
    /// Kingma and Welling, Auto-Encoding Variational Bayes, §2.3.
    /// </summary>
    public double Elbo => Reconstruction - Kl;
}
