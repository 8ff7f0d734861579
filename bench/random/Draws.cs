using System.Globalization;
using System.Runtime.InteropServices;
using VaeOnnx.Inference;

namespace VaeOnnx.Bench.RandomStreams;

/// <summary>The draws that are compared and timed, under the names that the Python programs use.</summary>
internal static class Draws
{
    /// <summary>Fills the span with float32 numbers of one call.</summary>
    public delegate void Filling32(long seed, Span<float> values);

    /// <summary>Fills the span with float64 numbers of one call.</summary>
    public delegate void Filling64(long seed, Span<double> values);

    public static readonly Dictionary<string, Filling32> Single = new()
    {
        ["jax.normal"] = (seed, values) => JaxRandom.Normal(JaxRandom.Key(seed), values),
        ["jax.normal.original"] = (seed, values) => JaxRandom.Normal(JaxRandom.Key(seed), values, JaxMode.Original),
        ["jax.uniform"] = (seed, values) => JaxRandom.Uniform(JaxRandom.Key(seed), values, -0.3f, 1.7f),
        ["jax.truncated_normal"] = (seed, values) => JaxRandom.TruncatedNormal(JaxRandom.Key(seed), -2, 2, values),
        ["torch.randn"] = (seed, values) => new TorchRandom(seed).Randn(values),
        ["torch.randn.short"] = ShortDraws,
        ["torch.rand"] = (seed, values) => new TorchRandom(seed).Rand(values),
    };

    public static readonly Dictionary<string, Filling64> Double = new()
    {
        ["jax.normal64"] = (seed, values) => JaxRandom.Normal(JaxRandom.Key(seed), values),
        ["jax.truncated_normal64"] = (seed, values) => JaxRandom.TruncatedNormal(JaxRandom.Key(seed), -2, 2, values),
        ["torch.randn64"] = (seed, values) => new TorchRandom(seed).Randn(values),
        ["torch.randn64.short"] = ShortDraws,
    };

    /// <summary>One call's numbers to standard output, raw.</summary>
    public static void Write(string call, string seed, string count)
    {
        long number = long.Parse(seed, CultureInfo.InvariantCulture);
        int length = int.Parse(count, CultureInfo.InvariantCulture);
        using var output = Console.OpenStandardOutput();
        if (Single.TryGetValue(call, out var fill32))
        {
            var values = new float[length];
            fill32(number, values);
            output.Write(MemoryMarshal.AsBytes<float>(values));
        }
        else
        {
            var values = new double[length];
            Double[call](number, values);
            output.Write(MemoryMarshal.AsBytes<double>(values));
        }
    }

    /// <summary>Draws of eight, one after the other: torch's way for fewer than 16.</summary>
    private static void ShortDraws(long seed, Span<float> values)
    {
        var generator = new TorchRandom(seed);
        for (; values.Length >= 8; values = values[8..])
            generator.Randn(values[..8]);
    }

    /// <inheritdoc cref="ShortDraws(long, Span{float})"/>
    private static void ShortDraws(long seed, Span<double> values)
    {
        var generator = new TorchRandom(seed);
        for (; values.Length >= 8; values = values[8..])
            generator.Randn(values[..8]);
    }
}
