namespace VaeOnnx.Training.Evaluation;

/// <summary>A mean over data.</summary>
/// <param name="Mean">The mean, in nats for each datum.</param>
/// <param name="StandardError">How far another choice of as many data would move it; NaN for one datum.</param>
/// <param name="Count">Number of data.</param>
public sealed record Average(double Mean, double StandardError, int Count)
{
    internal static Average Of(IReadOnlyList<double> values)
    {
        double mean = values.Average(), squares = values.Sum(value => (value - mean) * (value - mean));
        return new(mean, Math.Sqrt(squares / (values.Count - 1) / values.Count), values.Count);
    }
}
