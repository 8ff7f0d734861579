namespace VaeOnnx.Inference;

public static partial class JaxRandom
{
    /// <summary><c>jax.random.bits(key, shape, uint32)</c>.</summary>
    public static void Bits(JaxKey key, Span<uint> bits, JaxMode mode = JaxMode.Partitionable)
    {
        if (IsOriginal(mode))
            ThreefryBits.Original(key, bits);
        else
            ThreefryBits.Partitionable(key, 0, bits);
    }
}
