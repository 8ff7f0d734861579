using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>Fresh seeds and lengths against a real JAX. A failure names the line of Python that shows it again.</summary>
public sealed class JaxLiveTests
{
    [SkippableTheory]
    [InlineData(JaxMode.Partitionable)]
    [InlineData(JaxMode.Original)]
    public void I_draw_what_jax_draws(JaxMode mode)
    {
        var cases = new LiveCases();
        foreach (int count in new[] { Random.Shared.Next(1, 17), Random.Shared.Next(1025, 5000) })
            new JaxLiveDraws(cases, Random.Shared.NextInt64(long.MinValue, long.MaxValue), count, mode).All();
        cases.Check("jax");
    }

    [SkippableFact]
    public void Every_float16_and_every_bfloat16_normal_is_drawn()
    {
        const int Count = 100_000; // There are 1,024 and 128.
        var cases = new LiveCases();
        new JaxLiveDraws(cases, Random.Shared.NextInt64(), Count, JaxMode.Partitionable).HalfNormals();
        cases.Check("jax");
    }
}
