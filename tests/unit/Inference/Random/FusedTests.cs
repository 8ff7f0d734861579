using System.Runtime.Intrinsics;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>The multiplication and addition that .NET does without the instruction, against the C library's.</summary>
public sealed class FusedTests
{
    [Fact]
    public void Random_numbers_are_rounded_once()
    {
        for (int i = 0; i < 100_000; i++)
            AssertFused(Float(), Float(), Float());

        // Any exponent, so that products and sums overflow, vanish and lose each other.
        static float Float() => BitConverter.UInt32BitsToSingle((uint)Random.Shared.NextInt64(1L << 32));
    }

    [Fact]
    public void Sums_close_to_half_way_are_rounded_once()
    {
        for (int i = 0; i < 100_000; i++)
        {
            // 1 + odd · 2^-24 lies half-way between two numbers; the product moves it by far less than float64 can show.
            float c = 1 + (Random.Shared.Next(1 << 20) * MathF.ScaleB(1, -23));
            float a = MathF.ScaleB(1, -12) * (1 + MathF.ScaleB(Random.Shared.Next(-1, 2), -23));
            float b = MathF.ScaleB(1, -12) * (1 + MathF.ScaleB(Random.Shared.Next(-1, 2), -23));
            AssertFused(a, b, c);
            AssertFused(-a, b, c);
        }
    }

    [Fact]
    public void Tiny_results_are_rounded_once()
    {
        for (int i = 0; i < 100_000; i++)
        {
            float a = (1 + Random.Shared.NextSingle()) * MathF.ScaleB(1, -70);
            float b = (1 + Random.Shared.NextSingle()) * MathF.ScaleB(1, -70);
            AssertFused(a, b, Random.Shared.NextSingle() * MathF.ScaleB(1, -127));
        }
    }

    private static void AssertFused(float a, float b, float c)
    {
        float expected = MathF.FusedMultiplyAdd(a, b, c);
        float actual = Fused.InDouble(Vector128.Create(a), Vector128.Create(b), Vector128.Create(c))[2];
        Assert.True(expected.Equals(actual) && float.IsNegative(expected) == float.IsNegative(actual) || float.IsNaN(expected) && float.IsNaN(actual),
            $"{a:R} * {b:R} + {c:R} is {expected:R}, not {actual:R}");
    }
}
