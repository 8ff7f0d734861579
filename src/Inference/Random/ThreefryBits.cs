using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>
/// Threefry's output as one row of words in either mode, any part of the row by itself: <c>threefry_random_bits</c> in
/// <c>jax/_src/random/threefry2x32.py</c>.
/// </summary>
internal static class ThreefryBits
{
    private static readonly Vector256<uint> Iota = Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);

    /// <summary>The 32-bit words from <paramref name="start"/> on, of a row of <paramref name="total"/>.</summary>
    public static void Fill(JaxKey key, JaxMode mode, long start, long total, Span<uint> words)
    {
        if (IsOriginal(mode))
            Original(key, start, total, words);
        else
            Partitionable(key, start, words);
    }

    /// <summary>
    /// Words of 64 bits: block i. In the original mode that is the 32-bit words i and i + <paramref name="total"/> together.
    /// </summary>
    public static void Fill(JaxKey key, JaxMode mode, long start, long total, Span<ulong> words)
    {
        bool original = IsOriginal(mode);
        for (int i = 0; i < words.Length; i++)
        {
            long index = start + i;
            uint high = original ? (uint)index : 0;
            uint low = original ? (uint)(index + total) : (uint)index;
            (uint first, uint second) = Threefry.Hash(key, high, low);
            words[i] = ((ulong)first << 32) | second;
        }
    }

    /// <summary>Words of 32 or of 64 bits.</summary>
    public static void FillAny<TWord>(JaxKey key, JaxMode mode, long start, long total, Span<TWord> words)
        where TWord : unmanaged
    {
        if (typeof(TWord) == typeof(uint))
            Fill(key, mode, start, total, MemoryMarshal.Cast<TWord, uint>(words));
        else
            Fill(key, mode, start, total, MemoryMarshal.Cast<TWord, ulong>(words));
    }

    private static bool IsOriginal(JaxMode mode) => mode switch
    {
        JaxMode.Partitionable => false,
        JaxMode.Original => true,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "the mode is Partitionable or Original"),
    };

    /// <summary>Word i is the xor of the two halves of the block whose 64-bit counter is i.</summary>
    public static void Partitionable(JaxKey key, long start, Span<uint> words)
    {
        // Words that share the upper half of their counter; nearly always all of them.
        long lower = Math.Min(words.Length, (1L << 32) - (start & uint.MaxValue));
        PartitionableWithin(key, (uint)(start >> 32), (uint)start, words[..(int)lower]);
        if (lower < words.Length) Partitionable(key, start + lower, words[(int)lower..]);
    }

    private static void PartitionableWithin(JaxKey key, uint high, uint low, Span<uint> words)
    {
        int i = 0;
        for (; i <= words.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            var x0 = Vector256.Create(high);
            var x1 = Vector256.Create(low + (uint)i) + Iota;
            Threefry.Hash(key, ref x0, ref x1);
            (x0 ^ x1).StoreUnsafe(ref MemoryMarshal.GetReference(words), (nuint)i);
        }

        for (; i < words.Length; i++)
        {
            (uint first, uint second) = Threefry.Hash(key, high, low + (uint)i);
            words[i] = first ^ second;
        }
    }

    /// <summary>
    /// Block i, of the counter (i, i + half), is word i and word i + half; an odd row is padded with a counter of zero, whose word
    /// is dropped.
    /// </summary>
    private static void Original(JaxKey key, long start, long total, Span<uint> words)
    {
        long half = total - (total / 2);
        int firsts = (int)Math.Clamp(half - start, 0, words.Length);
        Blocks(key, start, half, words[..firsts], second: false);
        Blocks(key, start + firsts - half, half, words[firsts..], second: true);

        bool padded = total % 2 != 0 && start < half && half <= start + firsts;
        if (padded)
            (words[firsts - 1], _) = Threefry.Hash(key, (uint)(half - 1), 0);
    }

    /// <summary>One half of each block from <paramref name="start"/> on.</summary>
    private static void Blocks(JaxKey key, long start, long half, Span<uint> words, bool second)
    {
        int i = 0;
        for (; i <= words.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            var x0 = Vector256.Create((uint)(start + i)) + Iota;
            var x1 = x0 + Vector256.Create((uint)half);
            Threefry.Hash(key, ref x0, ref x1);
            (second ? x1 : x0).StoreUnsafe(ref MemoryMarshal.GetReference(words), (nuint)i);
        }

        for (; i < words.Length; i++)
        {
            (uint x0, uint x1) = Threefry.Hash(key, (uint)(start + i), (uint)(start + i + half));
            words[i] = second ? x1 : x0;
        }
    }
}
