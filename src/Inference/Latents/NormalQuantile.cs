using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference.Latents;

/// <summary>The inverse of the standard normal distribution function, √2 · erf⁻¹(2 p − 1), in float32.</summary>
internal static class NormalQuantile
{
    private const float Sqrt2 = 1.41421354f;

    public static float Of(float probability) => ErfInv32.Scaled(Vector256.Create((2 * probability) - 1), Sqrt2).ToScalar();
}
