namespace VaeOnnx.Inference;

/// <summary>The error function in float32 as XLA computes it on the CPU (jaxlib 0.10.2): a rational approximation of Eigen's.</summary>
internal static class Erf32
{
    /// <summary>From here on erf is 1 in float32.</summary>
    private const float One = 3.74392128f;

    private static readonly float[] Numerator = [0.000229050653f, 0.00340829091f, 0.0509556942f, 0.185208321f, 1.12837911f];

    private static readonly float[] Denominator =
        [-1.17916031e-07f, 2.35479656e-05f, 0.00101796258f, 0.0140704699f, 0.110985048f, 0.497469246f, 1];

    /// <summary>erf(x), infinite arguments included.</summary>
    public static float Of(float x)
    {
        if (MathF.Abs(x) >= One)
            return MathF.CopySign(1, x);
        float square = x * x;
        return x * Horner.Sum(Numerator, square) / Horner.Sum(Denominator, square);
    }
}
