using System.Numerics.Tensors;

namespace VaeOnnx.Inference.Scores;

/// <summary>log p(x|z) of independent Bernoulli variables, Σ x log p + (1 − x) log(1 − p), in nats; x may be a grey in [0, 1].</summary>
internal static class BernoulliDensity
{
    // PyTorch's binary_cross_entropy bounds the logarithm there, so that a probability of exactly 0 or 1 stays finite.
    private const double LeastLog = -100;

    /// <summary>From log-odds l, as Σ x l − max(l, 0) − log(1 + exp(−|l|)): nothing overflows, and no probability rounds to 1.</summary>
    /// <param name="data">x: [D]</param>
    /// <param name="logits">l: [D]</param>
    /// <param name="scratch">[2 · D]</param>
    public static double OfLogits(ReadOnlySpan<float> data, ReadOnlySpan<float> logits, Span<double> scratch)
    {
        Span<double> x = scratch[..data.Length], l = scratch.Slice(data.Length, data.Length);
        TensorPrimitives.ConvertTruncating(data, x);
        TensorPrimitives.ConvertTruncating(logits, l);
        double sum = TensorPrimitives.Dot<double>(x, l);
        double total = TensorPrimitives.Sum<double>(l);
        TensorPrimitives.Abs<double>(l, l);
        // max(l, 0) = (l + |l|) / 2.
        sum -= 0.5 * (total + TensorPrimitives.Sum<double>(l));
        TensorPrimitives.Negate<double>(l, l);
        TensorPrimitives.Exp<double>(l, l);
        TensorPrimitives.LogP1<double>(l, l);
        return sum - TensorPrimitives.Sum<double>(l);
    }

    /// <summary>From probabilities, for a decoder without logits.</summary>
    /// <param name="data">x: [D]</param>
    /// <param name="probabilities">p: [D]</param>
    public static double OfProbabilities(ReadOnlySpan<float> data, ReadOnlySpan<float> probabilities)
    {
        double sum = 0;
        for (int i = 0; i < data.Length; i++)
        {
            double x = data[i], p = probabilities[i];
            sum += (x * Math.Max(Math.Log(p), LeastLog)) + ((1 - x) * Math.Max(Math.Log(1 - p), LeastLog));
        }

        return sum;
    }
}
