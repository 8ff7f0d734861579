using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

public sealed class TorchStateTests
{
    /// <summary>Draws before the state is taken: none, the cached sine, the end of the engine's block.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(623)]
    [InlineData(624)]
    [InlineData(625)]
    [InlineData(2000)]
    public void I_go_on_from_a_state(int draws)
    {
        var generator = new TorchRandom(42);
        if (draws == 3)
            generator.Randn(new float[draws]);
        else
            generator.Rand(new float[draws]);

        var other = new TorchRandom(7);
        other.SetState(generator.GetState());

        Assert.Equal(generator.InitialSeed, other.InitialSeed);
        Assert.Equal(Drawn.Bytes<float>(5, generator.Randn), Drawn.Bytes<float>(5, other.Randn));
        Assert.Equal(Drawn.Bytes<float>(1500, generator.Randn), Drawn.Bytes<float>(1500, other.Randn));
    }

    [Fact]
    public void Draws_one_by_one_are_the_draws_together()
    {
        var one = new TorchRandom(42);
        var together = Drawn.Array<float>(2000, new TorchRandom(42).Rand);
        foreach (float expected in together)
            Assert.Equal(expected, Drawn.Array<float>(1, one.Rand)[0]);
    }

    [Fact]
    public void Seeding_forgets_the_cached_sine()
    {
        var generator = new TorchRandom(1);
        generator.Randn(new float[1]);
        generator.ManualSeed(1);
        Assert.Equal(Drawn.Array<float>(2, new TorchRandom(1).Randn), Drawn.Array<float>(2, generator.Randn));
    }
}
