namespace VaeOnnx.Inference.Scores;

/// <summary>The distance of a posterior from the prior N(0, I).</summary>
internal static class PriorDivergence
{
    /// <summary>
    /// KL(N(μ, σ²) ‖ N(0, I)) = −½ Σ (1 + log σ² − μ² − σ²), in nats: Kingma and Welling, Auto-Encoding Variational Bayes, appendix B.
    /// </summary>
    /// <param name="mean">[L]</param>
    /// <param name="logVar">log σ²: [L]</param>
    public static double Of(ReadOnlySpan<float> mean, ReadOnlySpan<float> logVar)
    {
        double sum = 0;
        for (int i = 0; i < mean.Length; i++)
            sum += 1 + logVar[i] - ((double)mean[i] * mean[i]) - Math.Exp(logVar[i]);
        return -0.5 * sum;
    }

    /// <summary>
    /// log p(z) − log q(z|x) of one draw z = μ + ε σ: ½ Σ (ε² + log σ² − z²), in nats; the constants cancel.
    /// </summary>
    /// <param name="eps">ε: [L]</param>
    /// <param name="logVar">log σ²: [L]</param>
    /// <param name="z">[L]</param>
    public static double LogRatio(ReadOnlySpan<float> eps, ReadOnlySpan<float> logVar, ReadOnlySpan<float> z)
    {
        double sum = 0;
        for (int i = 0; i < z.Length; i++)
            sum += ((double)eps[i] * eps[i]) + logVar[i] - ((double)z[i] * z[i]);
        return 0.5 * sum;
    }
}
