using static TorchSharp.torch;

namespace VaeOnnx.Tests.Training.Evaluation;

/// <summary>
/// p(z) = N(0, I), p(x|z) = N(W z + b, σ² I): the one model whose log p(x) is known, log N(x; b, W Wᵀ + σ² I). In float64.
/// </summary>
internal sealed class LinearGaussian
{
    public const double Variance = 0.5;

    public LinearGaussian(int input = 6, int latent = 3, int count = 4, int seed = 1)
    {
        var random = new Random(seed);
        Tensor Values(params long[] shape) =>
            tensor(Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => (2.0 * random.NextDouble()) - 1).ToArray()).reshape(shape);
        (Weight, Bias, X) = (Values(input, latent), Values(input), 2 * Values(count, input));
    }

    /// <summary>[input, latent]</summary>
    public Tensor Weight { get; }

    /// <summary>[input]</summary>
    public Tensor Bias { get; }

    /// <summary>[N, input]</summary>
    public Tensor X { get; }

    private int Input => (int)Weight.shape[0];

    private int Latent => (int)Weight.shape[1];

    /// <summary>(I + Wᵀ W / σ²)⁻¹, of every datum: [latent, latent]</summary>
    public Tensor PosteriorCovariance => linalg.inv(eye(Latent, dtype: float64) + (Weight.t().matmul(Weight) / Variance));

    /// <summary>Of the mean: [latent, input], times x − b.</summary>
    public Tensor PosteriorWeight => PosteriorCovariance.matmul(Weight.t()) / Variance;

    /// <summary>[N, latent]</summary>
    public Tensor PosteriorMean => (X - Bias).matmul(PosteriorWeight.t());

    /// <summary>log p(x): [N]</summary>
    public double[] LogLikelihoods
    {
        get
        {
            var root = linalg.cholesky(Weight.matmul(Weight.t()) + (Variance * eye(Input, dtype: float64)));
            var white = linalg.inv(root).matmul((X - Bias).t()); // [input, N]
            var values = (-0.5 * white.square().sum([0])) - root.diagonal().log().sum() - (0.5 * Input * Math.Log(2 * Math.PI));
            return [.. values.data<double>()];
        }
    }

    /// <summary>log p(x, z): [chains, N, latent] to [chains, N]</summary>
    public Tensor LogJoint(Tensor z) =>
        (-0.5 * z.square().sum(-1)) - (0.5 * Latent * Math.Log(2 * Math.PI))
        - ((X - z.matmul(Weight.t()) - Bias).square().sum(-1) / (2 * Variance)) - (0.5 * Input * Math.Log(2 * Math.PI * Variance));
}
