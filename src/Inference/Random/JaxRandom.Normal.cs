using System.Runtime.InteropServices;

namespace VaeOnnx.Inference;

public static partial class JaxRandom
{
    /// <summary><c>jax.random.normal(key, shape, float32)</c>: √2 · erf⁻¹(u) of u uniform in (−1, 1).</summary>
    public static void Normal(JaxKey key, Span<float> values, JaxMode mode = JaxMode.Partitionable)
    {
        for (int start = 0; start < values.Length; start += Block)
        {
            var block = values.Slice(start, Math.Min(Block, values.Length - start));
            ThreefryBits.Fill(key, mode, start, values.Length, MemoryMarshal.Cast<float, uint>(block));
            Normal32.FromBits(block);
        }
    }

    /// <summary>Any part of <c>jax.random.normal(key, shape, float32)</c>: in partitionable mode an element depends on its index alone.</summary>
    /// <param name="key">The key of the whole.</param>
    /// <param name="start">Index of the first element.</param>
    /// <param name="values">The elements from there on.</param>
    internal static void Normal(JaxKey key, long start, Span<float> values)
    {
        ThreefryBits.Partitionable(key, start, MemoryMarshal.Cast<float, uint>(values));
        Normal32.FromBits(values);
    }

    /// <summary><c>jax.random.normal(key, shape, float64)</c>, with <c>jax_enable_x64</c>.</summary>
    public static void Normal(JaxKey key, Span<double> values, JaxMode mode = JaxMode.Partitionable)
    {
        double lowest = Math.BitIncrement(-1.0);
        Bits(key, MemoryMarshal.Cast<double, ulong>(values), mode);
        foreach (ref double value in values)
            value = ErfInv64.TimesSqrt2(Uniform64.FromBits(BitConverter.DoubleToUInt64Bits(value), lowest, 1 - lowest));
    }

    /// <summary><c>jax.random.normal(key, shape, float16)</c>.</summary>
    public static void Normal(JaxKey key, Span<Half> values, JaxMode mode = JaxMode.Partitionable)
    {
        float lowest = (float)Half.BitIncrement((Half)(-1)), span = Float16.Round(1 - lowest);
        Bits(key, MemoryMarshal.Cast<Half, ushort>(values), mode);
        foreach (ref Half value in values)
            value = (Half)Float16.TimesSqrt2(ErfInv32.Of(Float16.UniformFromBits(BitConverter.HalfToUInt16Bits(value), lowest, span)));
    }

    /// <summary>
    /// <c>jax.random.normal(key, shape, bfloat16)</c>. .NET 10 has no bfloat16: an element is the upper half of the float32 of the
    /// same value.
    /// </summary>
    public static void NormalBFloat16(JaxKey key, Span<ushort> values, JaxMode mode = JaxMode.Partitionable)
    {
        const float Lowest = -0.99609375f; // The bfloat16 after −1.
        float span = BFloat16.Round(1 - Lowest);
        var bits = BFloat16Bits(key, values, mode);
        for (int i = 0; i < values.Length; i++)
            values[i] = BFloat16.ToBits(BFloat16.TimesSqrt2(ErfInv32.Of(BFloat16.UniformFromBits(bits[i], Lowest, span))));
    }
}
