using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>
/// Threefry's output as one row of 32-bit words in either mode: <c>_threefry_random_bits_partitionable</c> and
/// <c>threefry_2x32</c> over an iota in JAX.
/// </summary>
internal static class ThreefryBits
{
    private static readonly Vector256<uint> Iota = Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);

    /// <summary>Word i is the xor of the two halves of block (<paramref name="start"/> + i), a 64-bit counter.</summary>
    public static void Partitionable(JaxKey key, ulong start, Span<uint> words)
    {
        int i = 0;
        for (; i <= words.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            ulong counter = start + (uint)i;
            if ((uint)counter > uint.MaxValue - Vector256<uint>.Count) break; // A carry inside the vector: rare, left to the scalar loop.
            var x0 = Vector256.Create((uint)(counter >> 32));
            var x1 = Vector256.Create((uint)counter) + Iota;
            Threefry.Hash(key, ref x0, ref x1);
            (x0 ^ x1).StoreUnsafe(ref MemoryMarshal.GetReference(words), (nuint)i);
        }

        for (; i < words.Length; i++)
        {
            ulong counter = start + (uint)i;
            (uint first, uint second) = Threefry.Hash(key, (uint)(counter >> 32), (uint)counter);
            words[i] = first ^ second;
        }
    }

    /// <summary>
    /// Block i, of the counter (i, i + half), gives word i and word i + half; an odd number of words is padded with a zero counter.
    /// </summary>
    public static void Original(JaxKey key, Span<uint> words)
    {
        int half = words.Length - (words.Length / 2), whole = words.Length - half;
        var first = words[..half];
        var second = words[half..];
        int i = 0;
        for (; i <= whole - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            var x0 = Vector256.Create((uint)i) + Iota;
            var x1 = Vector256.Create((uint)(i + half)) + Iota;
            Threefry.Hash(key, ref x0, ref x1);
            x0.StoreUnsafe(ref MemoryMarshal.GetReference(first), (nuint)i);
            x1.StoreUnsafe(ref MemoryMarshal.GetReference(second), (nuint)i);
        }

        for (; i < whole; i++)
            (first[i], second[i]) = Threefry.Hash(key, (uint)i, (uint)(i + half));
        if (whole < half)
            (first[whole], _) = Threefry.Hash(key, (uint)whole, 0);
    }
}
