using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VaeOnnx.Inference;

public static partial class JaxRandom
{
    /// <summary>
    /// <c>jax.random.randint(key, shape, minimum, maximum, dtype)</c>, the maximum excluded, for any integer type of 8 to 64 bits.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="maximum"/> is not above <paramref name="minimum"/>.</exception>
    public static void Randint<T>(JaxKey key, Span<T> values, T minimum, T maximum, JaxMode mode = JaxMode.Partitionable)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (maximum <= minimum)
            throw new ArgumentException($"integers are drawn from [minimum, maximum); there is none in [{minimum}, {maximum})");

        Span<JaxKey> keys = stackalloc JaxKey[2];
        Split(key, keys, mode);
        // The low bits of the difference are the unsigned difference, even where the signed one overflows.
        ulong span = ulong.CreateTruncating(maximum) - ulong.CreateTruncating(minimum);
        // Types below 32 bits are drawn in 32 and cut, as in JAX.
        if (T.Zero.GetByteCount() <= sizeof(uint))
            Randint(keys[0], keys[1], values, minimum, (uint)span, mode);
        else
            Randint(keys[0], keys[1], values, minimum, span, mode);
    }

    /// <summary>
    /// <c>jax.random.bernoulli(key, probability, shape)</c>: true where a float32 uniform is below the probability, a float32 too
    /// (JAX without <c>jax_enable_x64</c>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is outside [0, 1].</exception>
    public static void Bernoulli(JaxKey key, float probability, Span<bool> values, JaxMode mode = JaxMode.Partitionable)
    {
        Interval.EnsureProbability(probability);
        Span<float> uniforms = stackalloc float[Block];
        var words = MemoryMarshal.Cast<float, uint>(uniforms);
        for (int start = 0; start < values.Length; start += Block)
        {
            var block = values.Slice(start, Math.Min(Block, values.Length - start));
            ThreefryBits.Fill(key, mode, start, values.Length, words[..block.Length]);
            Uniform32.FromBits(uniforms[..block.Length], 0, 1);
            for (int i = 0; i < block.Length; i++)
                block[i] = uniforms[i] < probability;
        }
    }

    /// <summary>
    /// Two words of w bits, modulo the span: <c>_randint</c>, where 2^w mod span comes of (2^(w/2) mod span)².
    /// </summary>
    private static void Randint<T, TWord>(JaxKey highKey, JaxKey lowKey, Span<T> values, T minimum, TWord span, JaxMode mode)
        where T : unmanaged, IBinaryInteger<T>
        where TWord : unmanaged, IBinaryInteger<TWord>
    {
        var multiplier = (TWord.One << (Unsafe.SizeOf<TWord>() * 4)) % span;
        multiplier = multiplier * multiplier % span;
        Span<TWord> high = stackalloc TWord[Block], low = stackalloc TWord[Block];
        for (int start = 0; start < values.Length; start += Block)
        {
            var block = values.Slice(start, Math.Min(Block, values.Length - start));
            ThreefryBits.FillAny(highKey, mode, start, values.Length, high[..block.Length]);
            ThreefryBits.FillAny(lowKey, mode, start, values.Length, low[..block.Length]);
            for (int i = 0; i < block.Length; i++)
                block[i] = minimum + T.CreateTruncating(((high[i] % span * multiplier) + (low[i] % span)) % span);
        }
    }
}
