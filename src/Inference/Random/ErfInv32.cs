using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>
/// The inverse error function in float32 as XLA computes it on the CPU (<c>xla/hlo/builder/lib/math.cc</c>, the polynomials of
/// Giles, "Approximating the erfinv function", 2010): the same operations in the same order, with each multiplication that feeds
/// an addition fused, as XLA's code generator fuses them (jaxlib 0.10.2).
/// </summary>
internal static class ErfInv32
{
    /// <summary>erf⁻¹(x) · scale for x in [−1, 1]; ±∞ at ±1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Scaled(Vector256<float> x, float scale)
    {
        var log = Log1p32.OfNegative(-x * x);
        var central = Vector256.GreaterThan(log, Vector256.Create(-5f));
        var t = Vector256.ConditionalSelect(
            central, Vector256.Create(-2.5f) - log, Vector256.Sqrt(-log) - Vector256.Create(3f));
        var p = Coefficient(central, 2.81022636e-08f, -0.000200214257f);
        p = Vector256.FusedMultiplyAdd(p, t, Coefficient(central, 3.43273939e-07f, 0.000100950558f));
        p = Vector256.FusedMultiplyAdd(p, t, Coefficient(central, -3.5233877e-06f, 0.00134934322f));
        p = Vector256.FusedMultiplyAdd(p, t, Coefficient(central, -4.39150654e-06f, -0.00367342844f));
        p = Vector256.FusedMultiplyAdd(p, t, Coefficient(central, 0.00021858087f, 0.00573950773f));
        p = Vector256.FusedMultiplyAdd(p, t, Coefficient(central, -0.00125372503f, -0.0076224613f));
        p = Vector256.FusedMultiplyAdd(p, t, Coefficient(central, -0.00417768164f, 0.00943887047f));
        p = Vector256.FusedMultiplyAdd(p, t, Coefficient(central, 0.246640727f, 1.00167406f));
        p = Vector256.FusedMultiplyAdd(p, t, Coefficient(central, 1.50140941f, 2.83297682f));
        var end = Vector256.Equals(Vector256.Abs(x), Vector256<float>.One);
        p = Vector256.ConditionalSelect(end, Vector256.Create(float.PositiveInfinity), p);
        return x * p * Vector256.Create(scale);
    }

    /// <summary>erf⁻¹(x).</summary>
    public static float Of(float x) => Scaled(Vector256.CreateScalar(x), 1).ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Coefficient(Vector256<float> central, float inside, float outside) =>
        Vector256.ConditionalSelect(central, Vector256.Create(inside), Vector256.Create(outside));
}
