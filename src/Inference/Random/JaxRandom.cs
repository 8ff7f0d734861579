using System.Numerics;
using System.Runtime.InteropServices;

namespace VaeOnnx.Inference;

/// <summary>
/// The numbers of <c>jax.random</c> (JAX 0.10.2, its default implementation <c>threefry2x32</c>), as its CPU backend computes
/// them. A span is an array of any shape in row-major order: 680 elements are the shape (34, 20). Bits, keys, integers,
/// uniforms and permutations are JAX's to the bit; <c>docs/random.md</c> tells how close the normals are.
/// </summary>
/// <remarks>
/// The key is the whole state: the same key gives the same numbers, and every method may run on any number of threads. No method
/// allocates beyond its result unless it says so.
/// </remarks>
public static partial class JaxRandom
{
    /// <summary>Elements that are hashed and then transformed while they are in the first-level cache.</summary>
    private const int Block = 1024;

    /// <summary>
    /// <c>jax.random.key(seed)</c> of a 64-bit seed, as with <c>jax_enable_x64</c>. Without that setting JAX keeps the low 32 bits
    /// of the seed: <c>Key((uint)seed)</c>. The two agree from 0 to 4294967295.
    /// </summary>
    public static JaxKey Key(long seed) => Key((ulong)seed);

    /// <inheritdoc cref="Key(long)"/>
    public static JaxKey Key(ulong seed) => new((uint)(seed >> 32), (uint)seed);

    /// <summary><c>jax.random.split(key, count)</c>.</summary>
    /// <returns>[count]</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public static JaxKey[] Split(JaxKey key, int count = 2, JaxMode mode = JaxMode.Partitionable)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var keys = new JaxKey[count];
        Split(key, keys, mode);
        return keys;
    }

    /// <summary><c>jax.random.split(key, keys.Length)</c> into the caller's span.</summary>
    /// <exception cref="ArgumentException"><paramref name="keys"/> is empty.</exception>
    public static void Split(JaxKey key, Span<JaxKey> keys, JaxMode mode = JaxMode.Partitionable)
    {
        if (keys.IsEmpty)
            throw new ArgumentException("a key is split into one key at least", nameof(keys));

        if (mode == JaxMode.Partitionable)
        {
            for (int i = 0; i < keys.Length; i++)
                keys[i] = FoldIn(key, (uint)i);
            return;
        }

        // [count, 2] words in one row.
        Span<uint> pair = stackalloc uint[2];
        for (int i = 0; i < keys.Length; i++)
        {
            ThreefryBits.Fill(key, mode, 2L * i, 2L * keys.Length, pair);
            keys[i] = new JaxKey(pair[0], pair[1]);
        }
    }

    /// <summary><c>jax.random.fold_in(key, data)</c>: the same in both modes.</summary>
    public static JaxKey FoldIn(JaxKey key, uint data)
    {
        (uint high, uint low) = Threefry.Hash(key, 0, data);
        return new JaxKey(high, low);
    }

    /// <summary><c>jax.random.bits(key, shape, uint32)</c>.</summary>
    public static void Bits(JaxKey key, Span<uint> bits, JaxMode mode = JaxMode.Partitionable) =>
        ThreefryBits.Fill(key, mode, 0, bits.Length, bits);

    /// <summary><c>jax.random.bits(key, shape, uint64)</c>.</summary>
    public static void Bits(JaxKey key, Span<ulong> bits, JaxMode mode = JaxMode.Partitionable) =>
        ThreefryBits.Fill(key, mode, 0, bits.Length, bits);

    /// <summary><c>jax.random.bits(key, shape, uint16)</c>.</summary>
    public static void Bits(JaxKey key, Span<ushort> bits, JaxMode mode = JaxMode.Partitionable) => Narrow(key, bits, mode);

    /// <summary><c>jax.random.bits(key, shape, uint8)</c>.</summary>
    public static void Bits(JaxKey key, Span<byte> bits, JaxMode mode = JaxMode.Partitionable) => Narrow(key, bits, mode);

    /// <summary>Elements of less than 32 bits: each is the low end of a word of its own, but for the original mode.</summary>
    private static void Narrow<T>(JaxKey key, Span<T> bits, JaxMode mode)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (mode == JaxMode.Original)
        {
            Packed(key, MemoryMarshal.AsBytes(bits));
            return;
        }

        Span<uint> words = stackalloc uint[Block];
        for (int start = 0; start < bits.Length; start += Block)
        {
            var block = bits.Slice(start, Math.Min(Block, bits.Length - start));
            ThreefryBits.Fill(key, mode, start, bits.Length, words[..block.Length]);
            for (int i = 0; i < block.Length; i++)
                block[i] = T.CreateTruncating(words[i]);
        }
    }

    /// <summary>The original mode cuts each word into narrow elements, the lowest first, and drops what is left of the last word.</summary>
    private static void Packed(JaxKey key, Span<byte> bytes)
    {
        int total = (bytes.Length + sizeof(uint) - 1) / sizeof(uint);
        Span<uint> words = stackalloc uint[Block];
        for (int start = 0; start < total; start += Block)
        {
            var part = words[..Math.Min(Block, total - start)];
            ThreefryBits.Fill(key, JaxMode.Original, start, total, part);
            var rest = bytes[(start * sizeof(uint))..];
            var source = MemoryMarshal.AsBytes(part);
            source[..Math.Min(source.Length, rest.Length)].CopyTo(rest);
        }
    }
}
