using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace VaeOnnx.Inference;

/// <summary>
/// a · b + c in float32, rounded once. Both frameworks' code is compiled with this instruction; where .NET has it not (native AOT
/// for its default instruction set, old processors), float64 arithmetic gives the same bits.
/// </summary>
internal static class Fused
{
    /// <summary>Below this magnitude float32 has fewer bits, and the test for a second rounding does not hold.</summary>
    private const float SmallestNormal = 1.17549435e-38f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Fma.IsSupported || AdvSimd.IsSupported
            ? Vector256.FusedMultiplyAdd(a, b, c)
            : Vector256.Create(InDouble(a.GetLower(), b.GetLower(), c.GetLower()), InDouble(a.GetUpper(), b.GetUpper(), c.GetUpper()));

    /// <summary>
    /// The product is exact in float64 and the sum is rounded to 53 bits, then to 24. The second rounding goes wrong only where the
    /// first one changed the sum to lie half-way between two float32 numbers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> InDouble(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
        var low = (Vector128.WidenLower(a) * Vector128.WidenLower(b)) + Vector128.WidenLower(c);
        var high = (Vector128.WidenUpper(a) * Vector128.WidenUpper(b)) + Vector128.WidenUpper(c);
        var rounded = Vector128.Narrow(low, high);
        var halfway = IsHalfway(low) | IsHalfway(high);
        var tiny = Vector128.LessThan(Vector128.Abs(rounded), Vector128.Create(SmallestNormal));
        return (halfway.AsInt32() | tiny.AsInt32()) == Vector128<int>.Zero ? rounded : Examined(a, b, c, rounded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> IsHalfway(Vector128<double> sum) =>
        Vector128.Equals(sum.AsInt64() & Vector128.Create(0x1FFFFFFFL), Vector128.Create(0x10000000L));

    /// <summary>The same four sums, where one is half-way or tiny: half-way is right as long as the first rounding changed nothing.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector128<float> Examined(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> rounded)
    {
        var low = Loss(Vector128.WidenLower(a) * Vector128.WidenLower(b), Vector128.WidenLower(c));
        var high = Loss(Vector128.WidenUpper(a) * Vector128.WidenUpper(b), Vector128.WidenUpper(c));
        return low == Vector128<double>.Zero && high == Vector128<double>.Zero
            ? rounded
            : Vector128.Create(
                MathF.FusedMultiplyAdd(a[0], b[0], c[0]),
                MathF.FusedMultiplyAdd(a[1], b[1], c[1]),
                MathF.FusedMultiplyAdd(a[2], b[2], c[2]),
                MathF.FusedMultiplyAdd(a[3], b[3], c[3]));
    }

    /// <summary>What the sum of two numbers loses by its rounding: Knuth's two-sum.</summary>
    private static Vector128<double> Loss(Vector128<double> x, Vector128<double> y)
    {
        var sum = x + y;
        var added = sum - x;
        return (x - (sum - added)) + (y - added);
    }
}
