using System.Numerics;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>
/// −log p(x|z) from logits l, Σ max(l, 0) − l x + log(1 + exp(−|l|)), and its gradient sigmoid(l) − x, in one pass. The logarithms of
/// many factors of 1 to 2 are the logarithm of their product.
/// </summary>
internal static class BernoulliLoss
{
    private const int Factors = 100; // 2^100 is a float32.

    /// <param name="x">[D]</param>
    /// <param name="logits">Without the bias; then the gradient: [D]</param>
    /// <param name="bias">[D]</param>
    /// <param name="scale">What the gradient is multiplied by.</param>
    public static double OfRow(ReadOnlySpan<float> x, Span<float> logits, ReadOnlySpan<float> bias, float scale)
    {
        var (sum, product) = (Vector<float>.Zero, Vector<float>.One);
        double logs = 0;
        int factors = 0;
        for (int i = 0; i < x.Length; i += Lanes.Count)
        {
            // Beyond the end of the row: a logit whose loss is zero.
            var l = Lanes.Load(logits, i, float.MinValue) + Lanes.Load(bias, i);
            var datum = Lanes.Load(x, i);
            var e = Vector.Exp(-Vector.Abs(l));
            sum += Vector.Max(l, Vector<float>.Zero) - (l * datum);
            product *= Vector<float>.One + e;
            if (++factors == Factors)
            {
                logs += Vector.Sum(Vector.Log(product));
                (product, factors) = (Vector<float>.One, 0);
            }

            Lanes.Store((Logistic.Sigmoid(l, e) - datum) * scale, logits, i);
        }

        return Vector.Sum(sum) + logs + Vector.Sum(Vector.Log(product));
    }
}
