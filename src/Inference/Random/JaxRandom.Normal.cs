using System.Runtime.InteropServices;

namespace VaeOnnx.Inference;

public static partial class JaxRandom
{
    /// <summary>Elements that are hashed and then transformed while they are in the first-level cache.</summary>
    private const int Block = 2048;

    /// <summary><c>jax.random.normal(key, shape)</c>: √2 · erf⁻¹(u) of u uniform in (−1, 1).</summary>
    public static void Normal(JaxKey key, Span<float> values, JaxMode mode = JaxMode.Partitionable)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        if (IsOriginal(mode))
        {
            ThreefryBits.Original(key, bits);
            Normal32.FromBits(values);
            return;
        }

        for (int start = 0; start < values.Length; start += Block)
        {
            int length = Math.Min(Block, values.Length - start);
            ThreefryBits.Partitionable(key, (ulong)start, bits.Slice(start, length));
            Normal32.FromBits(values.Slice(start, length));
        }
    }
}
