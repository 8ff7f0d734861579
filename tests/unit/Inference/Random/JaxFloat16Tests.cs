using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>
/// float16 between bounds of the caller's: JAX rounds once where the processor has float16 arithmetic (AVX512-FP16), and so do we; on
/// others it rounds twice. Hence numbers of a JAX 0.10.2 that ran with it, and no live comparison.
/// </summary>
public sealed class JaxFloat16Tests
{
    [Fact]
    public void Uniforms_between_bounds_are_rounded_once()
    {
        var values = Drawn.Array<Half>(12, span => JaxRandom.Uniform(JaxRandom.Key(1), span, -0.31f, 1.9f));
        Assert.Equal(
            [0x31b1, 0xb3b6, 0x3d05, 0x3d62, 0x3bb6, 0xaf68, 0x3ef5, 0x3d1e, 0x3992, 0x338f, 0x3b55, 0x3e82],
            values.Select(value => (int)BitConverter.HalfToUInt16Bits(value)));
    }

    [Fact]
    public void Truncated_normals_are_rounded_once()
    {
        var values = Drawn.Array<Half>(12, span => JaxRandom.TruncatedNormal(JaxRandom.Key(1), -0.7f, 1.1f, span));
        Assert.Equal(
            [0xb4ec, 0xb91d, 0x3797, 0x3861, 0x3411, 0xb846, 0x3b46, 0x37e5, 0x2c05, 0xb43c, 0x3308, 0x3a5d],
            values.Select(value => (int)BitConverter.HalfToUInt16Bits(value)));
    }
}
