using System.Globalization;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>Every stream that a real JAX drew, to the last bit.</summary>
public sealed class JaxReferenceTests
{
    public static TheoryData<string, string> Files => ReferenceStream.Names("jax_partitionable_*");

    [Theory]
    [MemberData(nameof(Files))]
    public void I_draw_what_jax_drew(string folder, string name)
    {
        var reference = ReferenceStream.Read(folder, name);
        var mode = folder.EndsWith("_true", StringComparison.Ordinal) ? JaxMode.Partitionable : JaxMode.Original;
        var key = JaxRandom.Key(reference.Seed);
        int count = reference.Array.Count;
        switch (reference.Call)
        {
            case "key":
                Assert.Equal(reference.Elements<uint>(), Words(key));
                break;
            case "split2" or "split5":
                Assert.Equal(reference.Elements<uint>(), Words(JaxRandom.Split(key, count / 2, mode)));
                break;
            case "fold_in":
                Assert.Equal(reference.Elements<uint>(), Words(JaxRandom.FoldIn(key, uint.Parse(reference.Shape, CultureInfo.InvariantCulture))));
                break;
            case "bits":
                Assert.Equal(reference.Elements<uint>(), Drawn.Array<uint>(count, bits => JaxRandom.Bits(key, bits, mode)));
                break;
            case "uniform":
                Assert.Equal(reference.Elements<float>(), Drawn.Array<float>(count, values => JaxRandom.Uniform(key, values, mode: mode)));
                break;
            case "normal":
                Assert.Equal(reference.Elements<float>(), Drawn.Array<float>(count, values => JaxRandom.Normal(key, values, mode)));
                break;
            case "normal64":
                Assert.Equal(reference.Elements<double>(), Drawn.Array<double>(count, values => JaxRandom.Normal(key, values, mode)));
                break;
            case "normal_float16":
                Assert.Equal(reference.Elements<Half>(), Drawn.Array<Half>(count, values => JaxRandom.Normal(key, values, mode)));
                break;
            case "normal_bfloat16_as_f32":
                Assert.Equal(reference.Elements<float>(), Drawn.Array<ushort>(count, values => JaxRandom.NormalBFloat16(key, values, mode)).Select(Widened));
                break;
            case "truncated_normal":
                Assert.Equal(reference.Elements<float>(), Drawn.Array<float>(count, values => JaxRandom.TruncatedNormal(key, -2, 2, values, mode)));
                break;
            case "bernoulli":
                Assert.Equal(reference.Elements<bool>(), Drawn.Array<bool>(count, values => JaxRandom.Bernoulli(key, 0.3f, values, mode)));
                break;
            case "permutation":
                Assert.Equal(reference.Elements<int>(), JaxRandom.Permutation(key, count, mode));
                break;
            default:
                Assert.Fail($"{reference.Call}: a stream that no test knows");
                break;
        }
    }

    private static uint[] Words(params JaxKey[] keys) => [.. keys.SelectMany(key => new[] { key.High, key.Low })];

    private static float Widened(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
}
