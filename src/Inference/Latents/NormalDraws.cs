using System.Runtime.InteropServices;

namespace VaeOnnx.Inference.Latents;

/// <summary>Standard normal draws, any rows of the array that <c>jax.random.normal</c> would give as a whole.</summary>
internal static class NormalDraws
{
    /// <summary>Fills with the rows from <paramref name="first"/> on: in JAX's partitionable mode an element depends on its index alone.</summary>
    /// <param name="key">The key of the whole array.</param>
    /// <param name="first">Index of the first row.</param>
    /// <param name="length">Numbers in a row.</param>
    /// <param name="rows">[count, length]</param>
    public static void Fill(JaxKey key, long first, int length, Span<float> rows)
    {
        ThreefryBits.Partitionable(key, first * length, MemoryMarshal.Cast<float, uint>(rows));
        Normal32.FromBits(rows);
    }
}
