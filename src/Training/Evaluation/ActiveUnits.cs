namespace VaeOnnx.Training.Evaluation;

/// <summary>
/// Which latent dimensions a model uses: those whose posterior mean varies over the data, Var over x of E[z | x] above 0.01. Burda,
/// Grosse and Salakhutdinov, Importance Weighted Autoencoders, section 5.2.
/// </summary>
public static class ActiveUnits
{
    /// <summary>The variance above which a dimension counts.</summary>
    public const double Threshold = 0.01;

    /// <summary>The variance of each dimension's posterior mean over the data.</summary>
    /// <param name="means">[N, latent], N at least 1.</param>
    /// <param name="latent">Number of latent dimensions.</param>
    /// <returns>[latent]</returns>
    public static double[] Variances(ReadOnlySpan<float> means, int latent)
    {
        int count = means.Length / latent;
        double[] average = new double[latent], squares = new double[latent];
        // Welford's way: no difference of two large sums.
        for (int n = 0; n < count; n++)
        {
            for (int d = 0; d < latent; d++)
            {
                double value = means[(n * latent) + d], before = value - average[d];
                average[d] += before / (n + 1);
                squares[d] += before * (value - average[d]);
            }
        }

        return Array.ConvertAll(squares, sum => sum / count);
    }

    /// <summary>How many dimensions count.</summary>
    /// <param name="variances">What <see cref="Variances"/> gives.</param>
    public static int Count(IEnumerable<double> variances) => variances.Count(variance => variance > Threshold);
}
