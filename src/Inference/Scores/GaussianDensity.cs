namespace VaeOnnx.Inference.Scores;

/// <summary>log p(x|z) of independent normal variables, −½ Σ (log 2π + log σ² + (x − μ)² / σ²), in nats.</summary>
internal static class GaussianDensity
{
    /// <summary>With one fixed variance σ² for all elements.</summary>
    /// <param name="squaredError">Σ (x − μ)² over the elements.</param>
    /// <param name="elements">Number of elements.</param>
    /// <param name="variance">σ²</param>
    public static double OfVariance(double squaredError, int elements, double variance) =>
        -0.5 * ((elements * Math.Log(2 * Math.PI * variance)) + (squaredError / variance));

    /// <summary>With a learned variance for each element.</summary>
    /// <param name="data">x: [D]</param>
    /// <param name="mean">μ: [D]</param>
    /// <param name="logVar">log σ²: [D]</param>
    public static double OfLogVar(ReadOnlySpan<float> data, ReadOnlySpan<float> mean, ReadOnlySpan<float> logVar)
    {
        double sum = data.Length * Math.Log(2 * Math.PI);
        for (int i = 0; i < data.Length; i++)
        {
            double difference = (double)data[i] - mean[i];
            sum += logVar[i] + (difference * difference * Math.Exp(-logVar[i]));
        }

        return -0.5 * sum;
    }
}
