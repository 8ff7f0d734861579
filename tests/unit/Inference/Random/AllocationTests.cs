using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

public sealed class AllocationTests
{
    private readonly float[] singles = new float[5000];
    private readonly double[] doubles = new double[5000];
    private readonly long[] integers = new long[5000];
    private readonly bool[] flags = new bool[5000];

    [Theory]
    [InlineData(JaxMode.Partitionable)]
    [InlineData(JaxMode.Original)]
    public void Jax_draws_allocate_nothing(JaxMode mode)
    {
        var key = JaxRandom.Key(1);
        var keys = new JaxKey[7];
        AssertNone(() =>
        {
            JaxRandom.Split(key, keys, mode);
            JaxRandom.Normal(key, singles, mode);
            JaxRandom.Normal(key, doubles, mode);
            JaxRandom.Uniform(key, singles, mode: mode);
            JaxRandom.TruncatedNormal(key, -2, 2, singles, mode);
            JaxRandom.Randint(key, integers, -5, 5, mode);
            JaxRandom.Bernoulli(key, 0.5f, flags, mode);
        });
    }

    [Fact]
    public void Torch_draws_allocate_nothing()
    {
        var generator = new TorchRandom(1);
        AssertNone(() =>
        {
            generator.ManualSeed(2);
            generator.Randn(singles);
            generator.Randn(doubles);
            generator.Randn(singles.AsSpan(0, 3));
            generator.Rand(singles);
            generator.Randint(integers, -5, 5);
            generator.Bernoulli(0.5, flags);
        });
    }

    private static void AssertNone(Action draw)
    {
        draw(); // What is compiled and made once.
        long before = GC.GetAllocatedBytesForCurrentThread();
        draw();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
