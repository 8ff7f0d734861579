using System.Runtime.InteropServices;

namespace VaeOnnx.Inference;

public static partial class JaxRandom
{
    /// <summary><c>jax.random.uniform(key, shape, float32, minimum, maximum)</c>, in [minimum, maximum) up to rounding.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite, or the maximum is below the minimum.</exception>
    public static void Uniform(JaxKey key, Span<float> values, float minimum = 0, float maximum = 1, JaxMode mode = JaxMode.Partitionable)
    {
        Interval.EnsureFinite(minimum, maximum);
        for (int start = 0; start < values.Length; start += Block)
        {
            var block = values.Slice(start, Math.Min(Block, values.Length - start));
            ThreefryBits.Fill(key, mode, start, values.Length, MemoryMarshal.Cast<float, uint>(block));
            Uniform32.FromBits(block, minimum, maximum);
        }
    }

    /// <summary><c>jax.random.uniform(key, shape, float64, minimum, maximum)</c>, with <c>jax_enable_x64</c>.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite, or the maximum is below the minimum.</exception>
    public static void Uniform(JaxKey key, Span<double> values, double minimum = 0, double maximum = 1, JaxMode mode = JaxMode.Partitionable)
    {
        Interval.EnsureFinite(minimum, maximum);
        Bits(key, MemoryMarshal.Cast<double, ulong>(values), mode);
        foreach (ref double value in values)
            value = Uniform64.FromBits(BitConverter.DoubleToUInt64Bits(value), minimum, maximum - minimum);
    }

    /// <summary><c>jax.random.uniform(key, shape, float16, minimum, maximum)</c>.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite in float16, or the maximum is below the minimum.</exception>
    public static void Uniform(JaxKey key, Span<Half> values, float minimum = 0, float maximum = 1, JaxMode mode = JaxMode.Partitionable)
    {
        float low = (float)(Half)minimum, high = (float)(Half)maximum;
        Interval.EnsureFinite(low, high);
        Bits(key, MemoryMarshal.Cast<Half, ushort>(values), mode);
        float span = Float16.Round(high - low);
        foreach (ref Half value in values)
            value = (Half)Float16.UniformFromBits(BitConverter.HalfToUInt16Bits(value), low, span);
    }

    /// <summary>
    /// <c>jax.random.uniform(key, shape, bfloat16, minimum, maximum)</c>. .NET 10 has no bfloat16: an element is the upper half of
    /// the float32 of the same value.
    /// </summary>
    /// <exception cref="ArgumentException">The bounds are not finite in bfloat16, or the maximum is below the minimum.</exception>
    public static void UniformBFloat16(JaxKey key, Span<ushort> values, float minimum = 0, float maximum = 1, JaxMode mode = JaxMode.Partitionable)
    {
        float low = BFloat16.Round(minimum), high = BFloat16.Round(maximum);
        Interval.EnsureFinite(low, high);
        float span = BFloat16.Round(high - low);
        var bits = BFloat16Bits(key, values, mode);
        for (int i = 0; i < values.Length; i++)
            values[i] = BFloat16.ToBits(BFloat16.UniformFromBits(bits[i], low, span));
    }

    /// <summary>
    /// Eight bits for each bfloat16 (its mantissa has seven), in the upper half of the elements' own memory: going upwards, element i
    /// is written over bytes 2i and 2i + 1, and the byte it is made of, n + i, is not below them.
    /// </summary>
    private static Span<byte> BFloat16Bits(JaxKey key, Span<ushort> values, JaxMode mode)
    {
        var bits = MemoryMarshal.AsBytes(values)[values.Length..];
        Bits(key, bits, mode);
        return bits;
    }
}
