using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>Random123's <c>kat_vectors</c> for threefry2x32, 20 rounds.</summary>
public sealed class ThreefryTests
{
    [Theory]
    [InlineData(0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6b200159, 0x99ba4efe)]
    [InlineData(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7)]
    [InlineData(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0)]
    public void A_block_is_the_known_answer(uint x0, uint x1, uint high, uint low, uint first, uint second)
    {
        Assert.Equal((first, second), Threefry.Hash(new JaxKey(high, low), x0, x1));
    }

    [Fact]
    public void Eight_blocks_at_once_are_eight_blocks()
    {
        var key = JaxRandom.Key(0x0123456789ABCDEF);
        var x0 = System.Runtime.Intrinsics.Vector256.Create(0u, 1, 2, 3, 4, 5, 6, uint.MaxValue);
        var x1 = System.Runtime.Intrinsics.Vector256.Create(9u, 8, 7, 6, 5, 4, uint.MaxValue, uint.MaxValue);
        var (first, second) = (x0, x1);
        Threefry.Hash(key, ref first, ref second);
        for (int i = 0; i < 8; i++)
            Assert.Equal(Threefry.Hash(key, x0[i], x1[i]), (first[i], second[i]));
    }
}
