using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Random;

public class CounterTests
{
    /// <summary>An element of the partitionable mode depends on its 64-bit index alone, also where the lower half of it overflows.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData((1L << 32) - 3)]
    [InlineData((1L << 32) - 17)]
    [InlineData((5L << 32) + 1)]
    public void Any_part_of_a_row_is_what_the_whole_row_has_there(long start)
    {
        var key = JaxRandom.Key(42);
        var words = new uint[29];
        ThreefryBits.Partitionable(key, start, words);

        for (int i = 0; i < words.Length; i++)
        {
            var (first, second) = Threefry.Hash(key, (uint)((start + i) >> 32), (uint)(start + i));
            Assert.Equal(first ^ second, words[i]);
        }
    }
}
