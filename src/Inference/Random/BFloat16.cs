namespace VaeOnnx.Inference;

/// <summary>bfloat16 arithmetic as XLA's CPU backend does it: float32 operations, each rounded to bfloat16.</summary>
internal static class BFloat16
{
    /// <summary>√2 rounded to bfloat16.</summary>
    private const float Sqrt2 = 1.4140625f;

    /// <summary>The reciprocal of that √2, in float32: XLA multiplies by it before it rounds to bfloat16.</summary>
    private const float SqrtHalf = 0.707182348f;

    /// <summary>To the nearest bfloat16, ties to even.</summary>
    public static float Round(float value) => FromBits(ToBits(value));

    /// <summary>The bits of the nearest bfloat16, ties to even. Not for NaN, which no draw makes.</summary>
    public static ushort ToBits(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>Eight random bits, of which the upper seven are the mantissa, to a number in [minimum, minimum + span).</summary>
    public static float UniformFromBits(byte bits, float minimum, float span)
    {
        float unit = BitConverter.UInt32BitsToSingle(((uint)bits >> 1 | 0x3F80) << 16) - 1;
        return Math.Max(minimum, Round(Round(unit * span) + minimum));
    }

    /// <summary>A float32 result rounded, then scaled by √2, both in bfloat16.</summary>
    public static float TimesSqrt2(float value) => Round(Round(value) * Sqrt2);

    /// <summary>erf(x / √2), the quotient and the result rounded to bfloat16.</summary>
    public static float ErfTimesSqrtHalf(float x) => Round(Erf32.Of(Round(x * SqrtHalf)));

    /// <summary>The next bfloat16 above; infinity stays.</summary>
    public static float Increment(float value)
    {
        ushort bits = ToBits(value);
        if (value == 0)
            return FromBits(1);
        return float.IsPositiveInfinity(value) ? value : FromBits((ushort)(value > 0 ? bits + 1 : bits - 1));
    }

    /// <summary>The number with these bits.</summary>
    public static float FromBits(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
