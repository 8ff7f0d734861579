namespace VaeOnnx.Inference;

/// <summary>64 random bits to a float64 in [minimum, minimum + span): the upper 52 bits are the mantissa of a number in [1, 2).</summary>
internal static class Uniform64
{
    public static double FromBits(ulong bits, double minimum, double span)
    {
        double unit = BitConverter.UInt64BitsToDouble((bits >> 12) | 0x3FF0000000000000) - 1;
        return Math.Max(minimum, Math.FusedMultiplyAdd(unit, span, minimum));
    }
}
