using System.Buffers;
using System.Runtime.CompilerServices;

namespace VaeOnnx.Inference;

public static partial class JaxRandom
{
    /// <summary><c>jax.random.permutation(key, count)</c>: the numbers from 0 to count − 1 in a random order.</summary>
    /// <returns>[count]</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static int[] Permutation(JaxKey key, int count, JaxMode mode = JaxMode.Partitionable)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = new int[count];
        for (int i = 0; i < count; i++)
            order[i] = i;
        Permutation(key, order.AsSpan(), mode);
        return order;
    }

    /// <summary>
    /// <c>jax.random.permutation(key, values)</c> of one dimension, in place. While it sorts it rents 8 bytes and a copy for each
    /// element.
    /// </summary>
    public static void Permutation<T>(JaxKey key, Span<T> values, JaxMode mode = JaxMode.Partitionable)
    {
        var sorted = ArrayPool<ulong>.Shared.Rent(values.Length);
        var before = ArrayPool<T>.Shared.Rent(values.Length);
        try
        {
            Span<JaxKey> keys = stackalloc JaxKey[2];
            for (int round = Rounds(values.Length); round > 0; round--)
            {
                Split(key, keys, mode);
                key = keys[0];
                values.CopyTo(before);
                SortedPositions(keys[1], sorted.AsSpan(0, values.Length), mode);
                for (int i = 0; i < values.Length; i++)
                    values[i] = before[(uint)sorted[i]];
            }
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(sorted);
            ArrayPool<T>.Shared.Return(before, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }
    }

    /// <summary>How often JAX sorts by fresh 32-bit keys, so that equal keys do not matter: <c>_shuffle</c>, exponent 3.</summary>
    private static int Rounds(int count) => (int)Math.Ceiling(3 * Math.Log(Math.Max(1, count)) / Math.Log(uint.MaxValue));

    /// <summary>Random words above their positions, sorted: equal words keep their order, as in JAX's stable sort.</summary>
    private static void SortedPositions(JaxKey key, Span<ulong> positions, JaxMode mode)
    {
        Span<uint> words = stackalloc uint[Block];
        for (int start = 0; start < positions.Length; start += Block)
        {
            var block = positions.Slice(start, Math.Min(Block, positions.Length - start));
            ThreefryBits.Fill(key, mode, start, positions.Length, words[..block.Length]);
            for (int i = 0; i < block.Length; i++)
                block[i] = ((ulong)words[i] << 32) | (uint)(start + i);
        }

        positions.Sort();
    }
}
