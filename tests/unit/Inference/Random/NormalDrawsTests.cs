using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>A long draw in parts is the draw as a whole.</summary>
public sealed class NormalDrawsTests
{
    private static readonly Random Cuts = new(5);

    /// <summary>Below a block of torch's sixteen, at its ends, and past what is drawn at once.</summary>
    public static TheoryData<int> Lengths => [0, 1, 15, 16, 17, 680, 1023, 1024, 1025, 1039, 1040, 1041, 2048, 2065, 5000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Parts_of_torch_are_one_randn(int count)
    {
        var whole = new float[count];
        new TorchRandom(7).Randn(whole);

        Assert.Equal(whole, InParts(new(RandomStream.Torch, 7, count)));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Parts_of_jax_are_one_normal(int count)
    {
        var whole = new float[count];
        JaxRandom.Normal(JaxRandom.Key(7), whole);

        Assert.Equal(whole, InParts(new(RandomStream.Jax, 7, count)));
    }

    [Theory]
    [InlineData(RandomStream.Jax)]
    [InlineData(RandomStream.Torch)]
    public void More_numbers_than_are_left_are_refused(RandomStream stream)
    {
        var draws = new NormalDraws(stream, 0, 20);
        draws.Next(new float[12]);

        Assert.Throws<ArgumentException>("values", () => draws.Next(new float[9]));
        Assert.Equal((20, 8), (draws.Count, draws.Left));
        draws.Next(new float[8]);
    }

    [Fact]
    public void A_negative_count_and_an_unknown_stream_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("count", () => new NormalDraws(RandomStream.Torch, 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>("stream", () => new NormalDraws((RandomStream)2, 0, 1));
    }

    private static float[] InParts(NormalDraws draws)
    {
        var all = new float[draws.Count];
        for (int start = 0; start < all.Length;)
        {
            int size = Math.Min(Cuts.Next(40), all.Length - start);
            draws.Next(all.AsSpan(start, size));
            start += size;
        }

        return all;
    }
}
