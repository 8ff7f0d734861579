using static TorchSharp.torch;

namespace VaeOnnx.Training.Objectives;

/// <summary>p(x|z): how the numbers that a decoder gives are read.</summary>
public abstract class DecoderLikelihood
{
    /// <summary>Numbers that the decoder gives for each number of a datum.</summary>
    public abstract int Heads { get; }

    /// <summary>−log p(x|z), in nats, differentiable.</summary>
    /// <param name="output">What the decoder gives: […, heads · input]</param>
    /// <param name="x">[N, input]</param>
    /// <returns>[…]</returns>
    public abstract Tensor NegativeLog(Tensor output, Tensor x);

    /// <summary>The mean of x: […, input]</summary>
    /// <param name="output">What the decoder gives: […, heads · input]</param>
    public abstract Tensor Mean(Tensor output);

    internal static DecoderLikelihood Of(TrainingOptions options) => options.Likelihood switch
    {
        LikelihoodKind.Bernoulli => new BernoulliLikelihood(),
        LikelihoodKind.Gaussian => new GaussianLikelihood(options.SigmoidMean, options.Variance),
        _ => throw new InvalidOperationException($"{options.Likelihood}"),
    };
}

/// <summary>Kingma and Welling, appendix C.1; the decoder gives logits.</summary>
public sealed class BernoulliLikelihood : DecoderLikelihood
{
    /// <inheritdoc/>
    public override int Heads => 1;

    /// <inheritdoc/>
    public override Tensor NegativeLog(Tensor output, Tensor x) => Elbo.NegativeLogLikelihood(output, x);

    /// <inheritdoc/>
    public override Tensor Mean(Tensor output) => output.sigmoid();
}

/// <summary>Kingma and Welling, appendix C.2; the decoder gives means and, where the variance is learned, its logarithm beside them.</summary>
/// <param name="sigmoidMean">The means pass a sigmoid, as for the Frey faces (section 5).</param>
/// <param name="variance">The variance of every number, or null where it is learned.</param>
public sealed class GaussianLikelihood(bool sigmoidMean, double? variance) : DecoderLikelihood
{
    /// <summary>The means pass a sigmoid.</summary>
    public bool SigmoidMean => sigmoidMean;

    /// <summary>The variance of every number, or null where it is learned.</summary>
    public double? Variance => variance;

    /// <inheritdoc/>
    public override int Heads => variance is null ? 2 : 1;

    /// <summary>½ Σ log 2π + log σ² + (x − mean)² / σ²</summary>
    /// <inheritdoc/>
    public override Tensor NegativeLog(Tensor output, Tensor x)
    {
        var error = (x - Mean(output)).square();
        var scaled = variance is { } fixedVariance
            ? Math.Log(2 * Math.PI * fixedVariance) + (error / fixedVariance)
            : Math.Log(2 * Math.PI) + LogVar(output) + (error * (-LogVar(output)).exp());
        return 0.5 * scaled.sum(-1);
    }

    /// <inheritdoc/>
    public override Tensor Mean(Tensor output)
    {
        var mean = variance is null ? output.narrow(-1, 0, output.shape[^1] / 2) : output;
        return sigmoidMean ? mean.sigmoid() : mean;
    }

    private static Tensor LogVar(Tensor output) => output.narrow(-1, output.shape[^1] / 2, output.shape[^1] / 2);
}
