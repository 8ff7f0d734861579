namespace VaeOnnx.Inference;

/// <summary>float16 arithmetic as XLA's code does it with AVX512-FP16; values travel as float32.</summary>
internal static class Float16
{
    /// <summary>√2 rounded to float16.</summary>
    private const float Sqrt2 = 1.4140625f;

    /// <summary>The reciprocal of that √2, in float16.</summary>
    private const float SqrtHalf = 0.70703125f;

    /// <summary>To the nearest float16.</summary>
    public static float Round(float value) => (float)(Half)value;

    /// <summary>16 random bits, of which the upper ten are the mantissa, to a number in [minimum, minimum + span).</summary>
    public static float UniformFromBits(ushort bits, float minimum, float span)
    {
        float unit = (float)BitConverter.UInt16BitsToHalf((ushort)((bits >> 6) | 0x3C00)) - 1;
        // Product and sum fit in float64, so this rounds once, like the fused instruction.
        float scaled = (float)(Half)(((double)unit * span) + minimum);
        return Math.Max(minimum, scaled);
    }

    /// <summary>A float32 result rounded, then scaled by √2, both in float16.</summary>
    public static float TimesSqrt2(float value) => Round(Round(value) * Sqrt2);

    /// <summary>erf(x / √2), the quotient and the result rounded to float16.</summary>
    public static float ErfTimesSqrtHalf(float x) => Round(Erf32.Of(Round(x * SqrtHalf)));
}
