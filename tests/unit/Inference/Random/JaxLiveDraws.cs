using System.Globalization;
using System.Numerics;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>The calls of <c>jax.random</c> with one seed, one length and one mode, each beside ours.</summary>
internal sealed class JaxLiveDraws(LiveCases cases, long seed, int count, JaxMode mode)
{
    /// <summary>The documented bound of the normals: zero where JAX compiles its code with fused multiplication, as was measured.</summary>
    private const long NormalUlp = 4;

    private readonly JaxKey key = JaxRandom.Key(seed);

    public void All()
    {
        Keys();
        Bits();
        Uniforms();
        Normals();
        HalfNormals();
        TruncatedNormals();
        Integers();
    }

    public void HalfNormals()
    {
        cases.Equal<Half>(Line("normal(key, SHAPE, np.float16)"), count, values => JaxRandom.Normal(key, values, mode));
        cases.Equal<ushort>(Line("normal(key, SHAPE, 'bfloat16')"), count, values => JaxRandom.NormalBFloat16(key, values, mode));
    }

    private void Keys()
    {
        uint data = (uint)Random.Shared.NextInt64(1L << 32);
        cases.Equal<JaxKey>(Line("key_data(key)"), 1, keys => keys[0] = key);
        cases.Equal<JaxKey>(Line($"key_data(jax.random.fold_in(key, np.uint32({data})))"), 1, keys => keys[0] = JaxRandom.FoldIn(key, data));
        cases.Equal<JaxKey>(Line($"key_data(jax.random.split(key, {count}))"), count, keys => JaxRandom.Split(key, keys, mode));
    }

    private void Bits()
    {
        cases.Equal<byte>(Line("bits(key, SHAPE, np.uint8)"), count, values => JaxRandom.Bits(key, values, mode));
        cases.Equal<ushort>(Line("bits(key, SHAPE, np.uint16)"), count, values => JaxRandom.Bits(key, values, mode));
        cases.Equal<uint>(Line("bits(key, SHAPE, np.uint32)"), count, values => JaxRandom.Bits(key, values, mode));
        cases.Equal<ulong>(Line("bits(key, SHAPE, np.uint64)"), count, values => JaxRandom.Bits(key, values, mode));
    }

    private void Uniforms()
    {
        var (low, high, bounds) = Bounds();
        cases.Equal<float>(Line($"uniform(key, SHAPE, np.float32, {bounds})"), count, values => JaxRandom.Uniform(key, values, low, high, mode));
        cases.Equal<double>(Line($"uniform(key, SHAPE, np.float64, {bounds})"), count, values => JaxRandom.Uniform(key, values, low, high, mode));
        cases.Equal<Half>(Line("uniform(key, SHAPE, np.float16)"), count, values => JaxRandom.Uniform(key, values, mode: mode));
        cases.Equal<ushort>(Line($"uniform(key, SHAPE, 'bfloat16', {bounds})"), count, values => JaxRandom.UniformBFloat16(key, values, low, high, mode));
    }

    private void Normals()
    {
        cases.Near<float>(Line("normal(key, SHAPE, np.float32)"), count, values => JaxRandom.Normal(key, values, mode), NormalUlp);
        cases.Near<double>(Line("normal(key, SHAPE, np.float64)"), count, values => JaxRandom.Normal(key, values, mode), NormalUlp);
    }

    private void TruncatedNormals()
    {
        var (low, high, bounds) = Bounds();
        cases.Near<float>(
            Line($"truncated_normal(key, {bounds}, SHAPE, np.float32)"), count,
            values => JaxRandom.TruncatedNormal(key, low, high, values, mode), NormalUlp);
        cases.Near<float>(
            Line($"truncated_normal(key, -np.inf, {Text(high)}, SHAPE, np.float32)"), count,
            values => JaxRandom.TruncatedNormal(key, float.NegativeInfinity, high, values, mode), NormalUlp);
        cases.Near<double>(
            Line($"truncated_normal(key, {bounds}, SHAPE, np.float64)"), count,
            values => JaxRandom.TruncatedNormal(key, low, high, values, mode), NormalUlp);
        cases.Equal<ushort>(
            Line($"truncated_normal(key, {bounds}, SHAPE, 'bfloat16')"), count,
            values => JaxRandom.TruncatedNormalBFloat16(key, low, high, values, mode));
    }

    private void Integers()
    {
        float probability = Random.Shared.NextSingle();
        cases.Equal<bool>(Line($"bernoulli(key, {Text(probability)}, SHAPE)"), count, values => JaxRandom.Bernoulli(key, probability, values, mode));
        cases.Equal<int>(Line($"permutation(key, {count}).astype(np.int32)"), count, values => JaxRandom.Permutation(key, count, mode).CopyTo(values));
        Integers<sbyte>("int8", -100, 100);
        Integers<byte>("uint8", 3, 200);
        Integers<short>("int16", -30000, 30000);
        Integers<ushort>("uint16", 0, 60000);
        Integers("int32", int.MinValue, int.MaxValue);
        Integers("int32", -5, 1000);
        Integers<uint>("uint32", 5, 4_000_000_000);
        Integers("int64", long.MinValue, long.MaxValue);
        Integers<long>("int64", -7, 1_000_000_007);
        Integers<ulong>("uint64", 1, 10_000_000_000);
    }

    private void Integers<T>(string type, T minimum, T maximum)
        where T : unmanaged, IBinaryInteger<T> =>
        cases.Equal<T>(
            Line($"randint(key, SHAPE, {minimum}, {maximum}, np.{type})"), count,
            values => JaxRandom.Randint(key, values, minimum, maximum, mode));

    private static (float Low, float High, string Python) Bounds()
    {
        float low = Random.Shared.NextSingle() - 1, high = Random.Shared.NextSingle() + 1;
        return (low, high, $"{Text(low)}, {Text(high)}");
    }

    private static string Text(float value) => $"np.float32({value.ToString("R", CultureInfo.InvariantCulture)})";

    private string Line(string call) =>
        $"jax.config.update('jax_threefry_partitionable', {mode == JaxMode.Partitionable}); key = jax.random.key(np.int64({seed})); "
        + $"jax.random.{call.Replace("SHAPE", $"({count},)", StringComparison.Ordinal)}";
}
