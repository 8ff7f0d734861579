using System.Globalization;
using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Outputs;

/// <summary>What is drawn.</summary>
/// <param name="Stream">By whose generator.</param>
/// <param name="Seed">From which seed.</param>
/// <param name="Mode">How JAX's counters are laid out.</param>
/// <param name="Shape">The shape of the array; empty for one number.</param>
/// <param name="Type">float32 or float64, where there is a choice.</param>
internal sealed record Draw(RandomStream Stream, long Seed, JaxMode Mode, IReadOnlyList<long> Shape, ElementType Type)
{
    public JaxKey Key => JaxRandom.Key(Seed);

    public TorchRandom Generator => new(Seed);

    /// <summary>From <c>34,20</c> or <c>scalar</c>.</summary>
    public static IReadOnlyList<long> ParseShape(string text)
    {
        if (text == "scalar") return [];
        string[] parts = text.Split(',');
        var shape = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
                throw new VaeOnnxException(ErrorKind.Usage, $"--shape takes sizes such as 34,20 or the word scalar, not '{text}'.");
        }

        return shape;
    }
}

/// <summary>Random numbers as arrays.</summary>
internal static class RandomArrays
{
    private delegate void Filling<T>(Span<T> values);

    public static NpyArray Normal(Draw draw) => (draw.Type, draw.Stream) switch
    {
        (ElementType.Float64, RandomStream.Jax) => Of<double>(draw, draw.Type, values => JaxRandom.Normal(draw.Key, values, draw.Mode)),
        (ElementType.Float64, _) => Of<double>(draw, draw.Type, values => draw.Generator.Randn(values)),
        (_, RandomStream.Jax) => Of<float>(draw, draw.Type, values => JaxRandom.Normal(draw.Key, values, draw.Mode)),
        _ => Of<float>(draw, draw.Type, values => draw.Generator.Randn(values)),
    };

    public static NpyArray Uniform(Draw draw) => (draw.Type, draw.Stream) switch
    {
        (ElementType.Float64, RandomStream.Jax) => Of<double>(draw, draw.Type, values => JaxRandom.Uniform(draw.Key, values, mode: draw.Mode)),
        (ElementType.Float64, _) => Of<double>(draw, draw.Type, values => draw.Generator.Rand(values)),
        (_, RandomStream.Jax) => Of<float>(draw, draw.Type, values => JaxRandom.Uniform(draw.Key, values, mode: draw.Mode)),
        _ => Of<float>(draw, draw.Type, values => draw.Generator.Rand(values)),
    };

    public static NpyArray Bits(Draw draw) => draw.Stream == RandomStream.Jax
        ? Of<uint>(draw, ElementType.UInt32, values => JaxRandom.Bits(draw.Key, values, draw.Mode))
        : Of<long>(draw, ElementType.Int64, values => draw.Generator.Random(values));

    public static NpyArray Permutation(Draw draw)
    {
        if (draw.Shape is not [var count])
            throw new VaeOnnxException(ErrorKind.Usage, "A permutation takes one size, how many numbers there are: --shape 50.");
        return draw.Stream == RandomStream.Jax
            ? Of<int>(draw, ElementType.Int32, values => JaxRandom.Permutation(draw.Key, (int)count, draw.Mode).CopyTo(values))
            : Of<long>(draw, ElementType.Int64, values =>
            {
                int[] order = draw.Generator.RandPerm((int)count);
                for (int i = 0; i < order.Length; i++) values[i] = order[i];
            });
    }

    private static NpyArray Of<T>(Draw draw, ElementType type, Filling<T> fill)
        where T : unmanaged
    {
        long bytes = type.Size();
        // A shape with a zero holds nothing, however large its other sizes are.
        foreach (long size in draw.Shape.Contains(0) ? [0] : draw.Shape)
        {
            bytes = size > int.MaxValue / Math.Max(1, bytes)
                ? throw new VaeOnnxException(ErrorKind.Usage, $"--shape {string.Join(',', draw.Shape)}: the array would be larger than 2 GB.")
                : bytes * size;
        }

        var data = new byte[bytes];
        fill(MemoryMarshal.Cast<byte, T>(data.AsSpan()));
        return new(type, draw.Shape, data);
    }
}
