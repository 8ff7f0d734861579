using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

public sealed class TorchArgumentTests
{
    private readonly TorchRandom generator = new(0);

    [Fact]
    public void A_permutation_has_no_negative_length() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.RandPerm(-1));

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_probability_lies_between_0_and_1(double probability)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Bernoulli(probability, new bool[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Bernoulli([0.5f, (float)probability], new bool[2]));
    }

    [Fact]
    public void Each_probability_has_its_result() =>
        Assert.Throws<ArgumentException>(() => generator.Bernoulli([0.5f, 0.5f], new bool[3]));

    [Fact]
    public void No_integer_lies_in_an_empty_range() =>
        Assert.Throws<ArgumentException>(() => generator.Randint(new long[3], 5, 5));

    [Theory]
    [InlineData(0)]
    [InlineData(5048)]
    [InlineData(5057)]
    public void A_state_has_5056_bytes(int length) =>
        Assert.Throws<ArgumentException>(() => generator.SetState(new byte[length]));

    /// <summary>Offsets of left, seeded and next.</summary>
    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 700)]
    [InlineData(12, 0)]
    [InlineData(16, 625)]
    public void A_state_that_torch_cannot_have_is_refused_and_changes_nothing(int offset, int value)
    {
        var before = generator.GetState();
        var broken = generator.GetState();
        BitConverter.TryWriteBytes(broken.AsSpan(offset), value);
        Assert.Throws<ArgumentException>(() => generator.SetState(broken));
        Assert.Equal(before, generator.GetState());
    }
}
