using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>
/// What the two float32 logarithms of XLA and of torch have in common, both being Cephes' <c>logf</c> (Moshier; in torch by way of
/// <c>avx_mathfun.h</c>): the reduction, the coefficients and ln 2. They differ in the order of the additions.
/// </summary>
internal static class CephesLog32
{
    public const float C0 = 7.03768358e-2f;
    public const float C1 = -1.15146101e-1f;
    public const float C2 = 1.16769984e-1f;
    public const float C3 = -1.24201410e-1f;
    public const float C4 = 1.42493233e-1f;
    public const float C5 = -1.66680574e-1f;
    public const float C6 = 2.00007141e-1f;
    public const float C7 = -2.49999940e-1f;
    public const float C8 = 3.33333313e-1f;

    /// <summary>ln 2 less <see cref="Ln2High"/>.</summary>
    public const float Ln2Low = -2.12194442e-4f;

    /// <summary>The upper ten bits of ln 2: a product with an exponent is exact.</summary>
    public const float Ln2High = 0.693359375f;

    /// <summary>A normal positive number as (1 + t) · 2^exponent with 1 + t in [√½, √2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> T, Vector256<float> Exponent) Reduce(Vector256<float> x)
    {
        var bits = x.AsInt32();
        var exponent = Vector256.ConvertToSingle((bits >>> 23) - Vector256.Create(127)) + Vector256<float>.One;
        var mantissa = ((bits & Vector256.Create(0x007FFFFF)) | Vector256.Create(0x3F000000)).AsSingle(); // In [½, 1).
        var low = Vector256.LessThan(mantissa, Vector256.Create(0.707106769f));
        var t = mantissa - Vector256<float>.One + (mantissa & low);
        return (t, exponent - (Vector256<float>.One & low));
    }
}
