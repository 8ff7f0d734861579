using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>
/// Sixteen float32 uniforms to sixteen normals as torch's AVX2 build does it (torch 2.13, <c>NormalFill16</c> in
/// <c>aten/src/ATen/native/cpu/DistributionKernels.cpp</c> with <c>avx_mathfun.h</c>): the same operations in the same order, with the
/// multiplications that its compiler fused fused here too.
/// </summary>
internal static class TorchNormal32
{
    /// <summary>Elements of a block: 8 radii, 8 angles.</summary>
    public const int Block = 16;

    /// <summary>In place, block by block; the length is a multiple of 16.</summary>
    public static void FromUniform(Span<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        for (nuint i = 0; i < (nuint)values.Length; i += Block)
        {
            var u1 = Vector256<float>.One - Vector256.LoadUnsafe(ref first, i);
            var angle = Vector256.LoadUnsafe(ref first, i + 8) * Vector256.Create(6.28318548f);
            var radius = Vector256.Sqrt(Log(u1) * Vector256.Create(-2f));
            var (sin, cos) = SinCos(angle);
            // torch multiplies by the standard deviation and adds the mean: + 0 makes a positive zero of a negative one.
            ((radius * cos) + Vector256<float>.Zero).StoreUnsafe(ref first, i);
            ((radius * sin) + Vector256<float>.Zero).StoreUnsafe(ref first, i + 8);
        }
    }

    /// <summary><c>log256_ps</c> of a normal positive number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Log(Vector256<float> x)
    {
        var (t, exponent) = CephesLog32.Reduce(x);
        var square = t * t;
        var y = Vector256.Create(CephesLog32.C0);
        y = Horner.Step(y, t, CephesLog32.C1);
        y = Horner.Step(y, t, CephesLog32.C2);
        y = Horner.Step(y, t, CephesLog32.C3);
        y = Horner.Step(y, t, CephesLog32.C4);
        y = Horner.Step(y, t, CephesLog32.C5);
        y = Horner.Step(y, t, CephesLog32.C6);
        y = Horner.Step(y, t, CephesLog32.C7);
        y = Horner.Step(y, t, CephesLog32.C8);
        y = Fused.MultiplyAdd(y * t, square, exponent * Vector256.Create(CephesLog32.Ln2Low));
        y = Fused.MultiplyAdd(square, Vector256.Create(-0.5f), y);
        return Fused.MultiplyAdd(exponent, Vector256.Create(CephesLog32.Ln2High), t + y);
    }

    /// <summary><c>sincos256_ps</c> of a number that is not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Sin, Vector256<float> Cos) SinCos(Vector256<float> x)
    {
        // The octant, made even upwards; then x less that many π/4, in three parts (Cody and Waite).
        var octant = (Vector256.ConvertToInt32Native(x * Vector256.Create(1.27323949f)) + Vector256<int>.One) & Vector256.Create(~1);
        var steps = Vector256.ConvertToSingle(octant);
        x = Fused.MultiplyAdd(steps, Vector256.Create(-0.78515625f), x);
        x = Fused.MultiplyAdd(steps, Vector256.Create(-0.000241875648f), x);
        x = Fused.MultiplyAdd(steps, Vector256.Create(-3.77489506e-08f), x);

        var square = x * x;
        var even = Horner.Step(Vector256.Create(2.44331568e-05f), square, -0.00138873165f);
        even = Horner.Step(even, square, 0.0416666456f);
        even = Fused.MultiplyAdd(square, even * square, square * Vector256.Create(-0.5f)) + Vector256<float>.One;
        var odd = Horner.Step(Vector256.Create(-0.000195152956f), square, 0.00833216123f);
        odd = Horner.Step(odd, square, -0.166666552f);
        odd = Fused.MultiplyAdd(x, odd * square, x);

        var swapped = Vector256.Equals(octant & Vector256.Create(2), Vector256<int>.Zero).AsSingle();
        var sinSign = ((octant & Vector256.Create(4)) << 29).AsSingle();
        var cosSign = (Vector256.AndNot(Vector256.Create(4), octant - Vector256.Create(2)) << 29).AsSingle();
        return (Vector256.ConditionalSelect(swapped, odd, even) ^ sinSign, Vector256.ConditionalSelect(swapped, even, odd) ^ cosSign);
    }
}
