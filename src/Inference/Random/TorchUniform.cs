using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>
/// Random bits to a number in [0, 1), as many of the low bits as a mantissa holds: <c>uniform_real</c> in
/// <c>aten/src/ATen/core/TransformationHelper.h</c>.
/// </summary>
internal static class TorchUniform
{
    private const uint Mask32 = (1U << 24) - 1;
    private const float Unit32 = 1f / (1 << 24);

    /// <summary>A float32.</summary>
    public static float FromBits(uint bits) => (bits & Mask32) * Unit32;

    /// <summary>A float64.</summary>
    public static double FromBits(ulong bits) => (bits & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));

    /// <summary>In place: each element holds its bits, then its number.</summary>
    public static void FromBits(Span<float> values)
    {
        ref float first = ref MemoryMarshal.GetReference(values);
        int i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var bits = Vector256.LoadUnsafe(ref first, (nuint)i).AsInt32() & Vector256.Create((int)Mask32);
            (Vector256.ConvertToSingle(bits) * Vector256.Create(Unit32)).StoreUnsafe(ref first, (nuint)i);
        }

        for (; i < values.Length; i++)
            values[i] = FromBits(BitConverter.SingleToUInt32Bits(values[i]));
    }
}
