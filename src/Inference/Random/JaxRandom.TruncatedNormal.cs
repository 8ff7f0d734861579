namespace VaeOnnx.Inference;

public static partial class JaxRandom
{
    /// <summary>
    /// <c>jax.random.truncated_normal(key, lower, upper, shape, float32)</c>: standard normal numbers in the open interval; the
    /// bounds may be infinite.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="upper"/> is not above <paramref name="lower"/>.</exception>
    public static void TruncatedNormal(JaxKey key, float lower, float upper, Span<float> values, JaxMode mode = JaxMode.Partitionable)
    {
        const float SqrtHalf = 0.707106769f;
        Interval.EnsureOpen(lower, upper);
        Uniform(key, values, Erf32.Of(lower * SqrtHalf), Erf32.Of(upper * SqrtHalf), mode);
        Normal32.FromUniform(values, MathF.BitIncrement(lower), MathF.BitDecrement(upper));
    }

    /// <summary><c>jax.random.truncated_normal(key, lower, upper, shape, float64)</c>, with <c>jax_enable_x64</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="upper"/> is not above <paramref name="lower"/>.</exception>
    public static void TruncatedNormal(JaxKey key, double lower, double upper, Span<double> values, JaxMode mode = JaxMode.Partitionable)
    {
        const double SqrtHalf = 0.70710678118654746; // 1/√2 as XLA makes it: the reciprocal of the rounded √2.
        Interval.EnsureOpen(lower, upper);
        Uniform(key, values, Erf64.Of(lower * SqrtHalf), Erf64.Of(upper * SqrtHalf), mode);
        double above = Math.BitIncrement(lower), below = Math.BitDecrement(upper);
        foreach (ref double value in values)
            value = Math.Min(below, Math.Max(above, ErfInv64.TimesSqrt2(value)));
    }

    /// <summary><c>jax.random.truncated_normal(key, lower, upper, shape, float16)</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="upper"/> is not above <paramref name="lower"/>, in float16.</exception>
    public static void TruncatedNormal(JaxKey key, float lower, float upper, Span<Half> values, JaxMode mode = JaxMode.Partitionable)
    {
        Half low = (Half)lower, high = (Half)upper;
        Interval.EnsureOpen((double)low, (double)high);
        Uniform(key, values, Float16.ErfTimesSqrtHalf((float)low), Float16.ErfTimesSqrtHalf((float)high), mode);
        float above = (float)Half.BitIncrement(low), below = (float)Half.BitDecrement(high);
        foreach (ref Half value in values)
            value = (Half)Math.Min(below, Math.Max(above, Float16.TimesSqrt2(ErfInv32.Of((float)value))));
    }

    /// <summary>
    /// <c>jax.random.truncated_normal(key, lower, upper, shape, bfloat16)</c>; an element is the upper half of the float32 of the same
    /// value.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="upper"/> is not above <paramref name="lower"/>, in bfloat16.</exception>
    public static void TruncatedNormalBFloat16(JaxKey key, float lower, float upper, Span<ushort> values, JaxMode mode = JaxMode.Partitionable)
    {
        float low = BFloat16.Round(lower), high = BFloat16.Round(upper);
        Interval.EnsureOpen(low, high);
        UniformBFloat16(key, values, BFloat16.ErfTimesSqrtHalf(low), BFloat16.ErfTimesSqrtHalf(high), mode);
        float above = BFloat16.Increment(low), below = -BFloat16.Increment(-high);
        foreach (ref ushort value in values)
            value = BFloat16.ToBits(Math.Min(below, Math.Max(above, BFloat16.TimesSqrt2(ErfInv32.Of(BFloat16.FromBits(value))))));
    }
}
