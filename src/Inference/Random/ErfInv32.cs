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
        var p = Central(Vector256.Create(-2.5f) - log);
        // One number in 300 lies outside, so that most vectors are done.
        if (central.AsInt32() != Vector256<int>.AllBitsSet)
            p = Vector256.ConditionalSelect(central, p, Outer(x, log));
        return x * p * Vector256.Create(scale);
    }

    /// <summary>erf⁻¹(x).</summary>
    public static float Of(float x) => Scaled(Vector256.CreateScalar(x), 1).ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Central(Vector256<float> t)
    {
        var p = Vector256.Create(2.81022636e-08f);
        p = Horner.Step(p, t, 3.43273939e-07f);
        p = Horner.Step(p, t, -3.5233877e-06f);
        p = Horner.Step(p, t, -4.39150654e-06f);
        p = Horner.Step(p, t, 0.00021858087f);
        p = Horner.Step(p, t, -0.00125372503f);
        p = Horner.Step(p, t, -0.00417768164f);
        p = Horner.Step(p, t, 0.246640727f);
        return Horner.Step(p, t, 1.50140941f);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> Outer(Vector256<float> x, Vector256<float> log)
    {
        var t = Vector256.Sqrt(-log) - Vector256.Create(3f);
        var p = Vector256.Create(-0.000200214257f);
        p = Horner.Step(p, t, 0.000100950558f);
        p = Horner.Step(p, t, 0.00134934322f);
        p = Horner.Step(p, t, -0.00367342844f);
        p = Horner.Step(p, t, 0.00573950773f);
        p = Horner.Step(p, t, -0.0076224613f);
        p = Horner.Step(p, t, 0.00943887047f);
        p = Horner.Step(p, t, 1.00167406f);
        p = Horner.Step(p, t, 2.83297682f);
        var end = Vector256.Equals(Vector256.Abs(x), Vector256<float>.One);
        return Vector256.ConditionalSelect(end, Vector256.Create(float.PositiveInfinity), p);
    }
}
