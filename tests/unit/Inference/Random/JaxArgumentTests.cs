using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

public sealed class JaxArgumentTests
{
    private static readonly JaxKey Key = JaxRandom.Key(0);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_key_is_not_split_into_none(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JaxRandom.Split(Key, count));

    [Fact]
    public void A_key_is_not_split_into_an_empty_span() =>
        Assert.Throws<ArgumentException>(() => JaxRandom.Split(Key, Span<JaxKey>.Empty));

    [Fact]
    public void A_permutation_has_no_negative_length() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JaxRandom.Permutation(Key, -1));

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void A_probability_lies_between_0_and_1(float probability) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JaxRandom.Bernoulli(Key, probability, new bool[3]));

    [Theory]
    [InlineData(3, 3)]
    [InlineData(3, -3)]
    public void No_integer_lies_in_an_empty_range(int minimum, int maximum) =>
        Assert.Throws<ArgumentException>(() => JaxRandom.Randint(Key, new int[3], minimum, maximum));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0)]
    public void Uniform_bounds_are_finite_and_in_order(double minimum, double maximum)
    {
        Assert.Throws<ArgumentException>(() => JaxRandom.Uniform(Key, new double[3], minimum, maximum));
        Assert.Throws<ArgumentException>(() => JaxRandom.Uniform(Key, new float[3], (float)minimum, (float)maximum));
        Assert.Throws<ArgumentException>(() => JaxRandom.Uniform(Key, new Half[3], (float)minimum, (float)maximum));
        Assert.Throws<ArgumentException>(() => JaxRandom.UniformBFloat16(Key, new ushort[3], (float)minimum, (float)maximum));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, -2)]
    [InlineData(double.NaN, 2)]
    public void Truncation_bounds_are_in_order(double lower, double upper)
    {
        Assert.Throws<ArgumentException>(() => JaxRandom.TruncatedNormal(Key, lower, upper, new double[3]));
        Assert.Throws<ArgumentException>(() => JaxRandom.TruncatedNormal(Key, (float)lower, (float)upper, new float[3]));
        Assert.Throws<ArgumentException>(() => JaxRandom.TruncatedNormal(Key, (float)lower, (float)upper, new Half[3]));
        Assert.Throws<ArgumentException>(() => JaxRandom.TruncatedNormalBFloat16(Key, (float)lower, (float)upper, new ushort[3]));
    }

    [Fact]
    public void Only_two_modes_exist() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JaxRandom.Bits(Key, new uint[3], (JaxMode)2));

    [Fact]
    public void Nothing_is_drawn_into_nothing()
    {
        JaxRandom.Normal(Key, Span<float>.Empty, JaxMode.Original);
        Assert.Empty(JaxRandom.Permutation(Key, 0));
    }
}
