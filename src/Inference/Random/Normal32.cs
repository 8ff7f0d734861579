using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>32 random bits to a standard normal float32: <c>_normal_real</c> in <c>jax/_src/random/core.py</c>.</summary>
internal static class Normal32
{
    /// <summary>√2 rounded to float32.</summary>
    private const float Sqrt2 = 1.41421354f;

    /// <summary>The float32 after −1, so that u = −1 cannot occur.</summary>
    private const float Lowest = -0.99999994f;

    /// <summary>
    /// 1 − Lowest is half-way between two float32 numbers and becomes 2: a product with it is exact, so that nothing need be fused.
    /// </summary>
    private const float Span = 2;

    /// <summary>In place: each element holds its bits, then its number.</summary>
    public static void FromBits(Span<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            FromBits(Vector256.LoadUnsafe(ref first, (nuint)i).AsUInt32()).StoreUnsafe(ref first, (nuint)i);
        if (i < values.Length)
        {
            // The rest as one vector, by this same code: it is large, and inlined once.
            Span<float> padded = stackalloc float[Vector256<float>.Count];
            values[i..].CopyTo(padded);
            FromBits(padded);
            padded[..(values.Length - i)].CopyTo(values[i..]);
        }
    }

    /// <summary>In place: √2 · erf⁻¹ of each element, clipped to [<paramref name="lowest"/>, <paramref name="highest"/>].</summary>
    public static void FromUniform(Span<float> values, float lowest, float highest)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            Clipped(Vector256.LoadUnsafe(ref first, (nuint)i), lowest, highest).StoreUnsafe(ref first, (nuint)i);
        if (i < values.Length)
        {
            Span<float> padded = stackalloc float[Vector256<float>.Count];
            values[i..].CopyTo(padded);
            FromUniform(padded, lowest, highest);
            padded[..(values.Length - i)].CopyTo(values[i..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> FromBits(Vector256<uint> bits) =>
        ErfInv32.Scaled((Uniform32.Unit(bits) * Vector256.Create(Span)) + Vector256.Create(Lowest), Sqrt2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Clipped(Vector256<float> uniform, float lowest, float highest) =>
        Vector256.Min(Vector256.Create(highest), Vector256.Max(Vector256.Create(lowest), ErfInv32.Scaled(uniform, Sqrt2)));
}
