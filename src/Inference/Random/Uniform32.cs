using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>
/// 32 random bits to a float32 in [minimum, maximum): <c>_uniform</c> in <c>jax/_src/random/core.py</c>. The upper 23 bits are the
/// mantissa of a number in [1, 2).
/// </summary>
internal static class Uniform32
{
    /// <summary>In place: each element holds its bits, then its number.</summary>
    public static void FromBits(Span<float> values, float minimum, float maximum)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        float span = maximum - minimum;
        int i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            FromBits(Vector256.LoadUnsafe(ref first, (nuint)i).AsUInt32(), minimum, span).StoreUnsafe(ref first, (nuint)i);
        for (; i < values.Length; i++)
            values[i] = FromBits(Vector256.CreateScalar(BitConverter.SingleToUInt32Bits(values[i])), minimum, span).ToScalar();
    }

    /// <summary>Eight numbers in [minimum, minimum + span).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FromBits(Vector256<uint> bits, float minimum, float span)
    {
        var scaled = Fused.MultiplyAdd(Unit(bits), Vector256.Create(span), Vector256.Create(minimum));
        return Vector256.Max(Vector256.Create(minimum), scaled);
    }

    /// <summary>Eight numbers in [0, 1), multiples of 2^-23.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Unit(Vector256<uint> bits) =>
        ((bits >>> 9) | Vector256.Create(0x3F800000u)).AsSingle() - Vector256<float>.One;
}
