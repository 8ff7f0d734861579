namespace VaeOnnx.Inference.Scores;

/// <summary>log of a mean of exponentials, taken in one number after the other without overflow.</summary>
internal static class LogMeanExp
{
    /// <summary>Takes in one more exponent.</summary>
    /// <param name="value">The exponent.</param>
    /// <param name="greatest">The greatest so far; −∞ before the first.</param>
    /// <param name="sum">Σ exp(value − greatest) so far; 0 before the first.</param>
    public static void Add(double value, ref double greatest, ref double sum)
    {
        if (value > greatest)
        {
            sum = (sum * Math.Exp(greatest - value)) + 1;
            greatest = value;
        }
        else
        {
            sum += Math.Exp(value - greatest);
        }
    }

    /// <summary>log (1/count Σ exp value).</summary>
    public static double Of(double greatest, double sum, int count) => greatest + Math.Log(sum / count);
}
