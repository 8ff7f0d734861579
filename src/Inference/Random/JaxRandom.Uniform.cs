using System.Runtime.InteropServices;

namespace VaeOnnx.Inference;

public static partial class JaxRandom
{
    /// <summary><c>jax.random.uniform(key, shape, float32, minimum, maximum)</c>: at least <paramref name="minimum"/>, less than <paramref name="maximum"/>.</summary>
    public static void Uniform(JaxKey key, Span<float> values, float minimum = 0, float maximum = 1, JaxMode mode = JaxMode.Partitionable)
    {
        var bits = MemoryMarshal.Cast<float, uint>(values);
        Bits(key, bits, mode);
        Uniform32.FromBits(values, minimum, maximum);
    }
}
