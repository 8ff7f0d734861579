namespace VaeOnnx.Inference;

/// <summary>Bounds that a caller gives.</summary>
internal static class Interval
{
    /// <exception cref="ArgumentException">A bound is not finite, or the maximum is below the minimum.</exception>
    public static void EnsureFinite(double minimum, double maximum)
    {
        if (!(double.IsFinite(minimum) && double.IsFinite(maximum) && minimum <= maximum))
            throw new ArgumentException($"uniform numbers need minimum <= maximum, both finite: not {minimum} and {maximum}");
    }

    /// <exception cref="ArgumentException">The upper bound is not above the lower; infinite bounds are fine.</exception>
    public static void EnsureOpen(double lower, double upper)
    {
        if (!(lower < upper))
            throw new ArgumentException($"the upper bound must be above the lower: there is nothing in ({lower}, {upper})");
    }

    /// <exception cref="ArgumentOutOfRangeException">It is no probability.</exception>
    public static void EnsureProbability(double probability)
    {
        if (!(probability >= 0 && probability <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "a probability lies in [0, 1]");
    }
}
