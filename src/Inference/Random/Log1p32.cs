using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>
/// log(1 + x) in float32 as XLA computes it on the CPU (jaxlib 0.10.2), operation by operation: the rational approximation of
/// Cephes' <c>log1p</c> near zero, Cephes' <c>logf</c> of 1 + x elsewhere.
/// </summary>
internal static class Log1p32
{
    /// <summary>√2 − 1: where the rational approximation ends.</summary>
    private const float Near = 0.41421357f;

    /// <summary>
    /// For x in (−1, 0]. At −1 the result has no meaning but is far below −5: the only caller replaces what it makes of it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> OfNegative(Vector256<float> x) =>
        Vector256.ConditionalSelect(
            Vector256.LessThan(Vector256.Abs(x), Vector256.Create(Near)), Rational(x), Log(x + Vector256<float>.One));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Rational(Vector256<float> x)
    {
        var square = x * x;
        var q = x + Vector256.Create(15.0629091f);
        q = Horner.Step(q, x, 83.0475693f);
        q = Horner.Step(q, x, 221.762406f);
        q = Horner.Step(q, x, 309.098724f);
        q = Horner.Step(q, x, 216.427887f);
        q = Horner.Step(q, x, 60.1186600f);
        var p = Vector256.Create(4.52700006e-05f);
        p = Horner.Step(p, x, 0.498541027f);
        p = Horner.Step(p, x, 6.57873249f);
        p = Horner.Step(p, x, 29.9119186f);
        p = Horner.Step(p, x, 60.9496689f);
        p = Horner.Step(p, x, 57.1129646f);
        p = Horner.Step(p, x, 20.0395527f);
        var tail = Fused.MultiplyAdd(square, Vector256.Create(-0.5f), x * square * (p / q));
        return x + tail;
    }

    /// <summary>The natural logarithm of a normal positive number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Log(Vector256<float> x)
    {
        var (t, exponent) = CephesLog32.Reduce(x);
        var square = t * t;
        var cube = square * t;
        var a = Horner.Step(Vector256.Create(CephesLog32.C0), t, CephesLog32.C1);
        var b = Horner.Step(Vector256.Create(CephesLog32.C3), t, CephesLog32.C4);
        var c = Horner.Step(Vector256.Create(CephesLog32.C6), t, CephesLog32.C7);
        a = Horner.Step(a, t, CephesLog32.C2);
        b = Horner.Step(b, t, CephesLog32.C5);
        c = Horner.Step(c, t, CephesLog32.C8);
        var y = Fused.MultiplyAdd(Fused.MultiplyAdd(a, cube, b), cube, c);
        y = Fused.MultiplyAdd(y, cube, exponent * Vector256.Create(CephesLog32.Ln2Low));
        y += Fused.MultiplyAdd(square, Vector256.Create(-0.5f), t);
        return Fused.MultiplyAdd(exponent, Vector256.Create(CephesLog32.Ln2High), y);
    }
}
