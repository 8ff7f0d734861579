namespace VaeOnnx.Inference;

/// <summary>
/// The numbers of <c>jax.random</c> (JAX 0.10.2, the default implementation <c>threefry2x32</c>). Spans are row-major: a span of
/// 34 · 20 elements is the array of shape (34, 20). Bits, keys, integers, uniforms and permutations are JAX's to the bit.
/// </summary>
/// <remarks>No method keeps a state: the key is the state. Every method may run on any number of threads.</remarks>
public static partial class JaxRandom
{
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

    /// <summary><c>jax.random.split(key, keys.Length)</c>, into an array of the caller's.</summary>
    /// <exception cref="ArgumentException"><paramref name="keys"/> is empty.</exception>
    public static void Split(JaxKey key, Span<JaxKey> keys, JaxMode mode = JaxMode.Partitionable)
    {
        if (keys.IsEmpty) throw new ArgumentException("a key is split into at least one key", nameof(keys));
        if (IsOriginal(mode))
        {
            for (int i = 0; i < keys.Length; i++)
                keys[i] = new(OriginalWord(key, 2L * i, keys.Length), OriginalWord(key, (2L * i) + 1, keys.Length));
        }
        else
        {
            for (int i = 0; i < keys.Length; i++)
                keys[i] = FoldIn(key, (uint)i);
        }
    }

    /// <summary><c>jax.random.fold_in(key, data)</c>: the same in both modes.</summary>
    public static JaxKey FoldIn(JaxKey key, uint data)
    {
        (uint high, uint low) = Threefry.Hash(key, 0, data);
        return new(high, low);
    }

    /// <summary>Word <paramref name="index"/> of the 2 · <paramref name="half"/> words of the original mode: block i gives words i and i + half.</summary>
    private static uint OriginalWord(JaxKey key, long index, long half)
    {
        long block = index < half ? index : index - half;
        (uint first, uint second) = Threefry.Hash(key, (uint)block, (uint)(block + half));
        return index < half ? first : second;
    }

    private static bool IsOriginal(JaxMode mode) => mode switch
    {
        JaxMode.Partitionable => false,
        JaxMode.Original => true,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "a mode is Partitionable or Original"),
    };
}
