namespace VaeOnnx.Inference.Latents;

/// <summary>Points between two latents, ends included.</summary>
internal static class LatentPath
{
    // Below this sine the two directions are one to float32, and the arc is its chord.
    private const double LeastSine = 1e-6;

    /// <summary>Writes step <paramref name="step"/> of <paramref name="steps"/>, at t = step / (steps − 1).</summary>
    public static void Point(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int step, int steps, Interpolation way, Span<float> point)
    {
        double t = (double)step / (steps - 1);
        var (a, b) = way == Interpolation.Spherical ? Arc(from, to, t) : (1 - t, t);
        for (int i = 0; i < point.Length; i++)
            point[i] = (float)((a * from[i]) + (b * to[i]));
    }

    private static (double From, double To) Arc(ReadOnlySpan<float> from, ReadOnlySpan<float> to, double t)
    {
        double dot = 0, fromSquare = 0, toSquare = 0;
        for (int i = 0; i < from.Length; i++)
        {
            dot += (double)from[i] * to[i];
            fromSquare += (double)from[i] * from[i];
            toSquare += (double)to[i] * to[i];
        }

        double angle = Math.Acos(Math.Clamp(dot / Math.Sqrt(fromSquare * toSquare), -1, 1));
        double sine = Math.Sin(angle);
        // A latent of length 0 has no direction: NaN fails the comparison, too.
        return sine > LeastSine ? (Math.Sin((1 - t) * angle) / sine, Math.Sin(t * angle) / sine) : (1 - t, t);
    }
}
