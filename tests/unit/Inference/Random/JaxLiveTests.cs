using System.Globalization;
using System.Numerics;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>Fresh seeds and lengths against a real JAX. A failure names the line of Python that shows it again.</summary>
public sealed class JaxLiveTests
{
    /// <summary>The documented bound of the normals: zero on the machines that were measured, where JAX's code was compiled with FMA.</summary>
    private const long NormalUlp = 4;

    [SkippableTheory]
    [InlineData(JaxMode.Partitionable)]
    [InlineData(JaxMode.Original)]
    public void I_draw_what_jax_draws(JaxMode mode)
    {
        var cases = new LiveCases();
        foreach (int count in new[] { Random.Shared.Next(1, 17), Random.Shared.Next(1025, 5000) })
        {
            long seed = Random.Shared.NextInt64(long.MinValue, long.MaxValue);
            var key = JaxRandom.Key(seed);
            string prefix = $"jax.config.update('jax_threefry_partitionable', {mode == JaxMode.Partitionable}); key = jax.random.key(np.int64({seed})); ";
            Keys(cases, prefix, key, count, mode);
            Bits(cases, prefix, key, count, mode);
            Floats(cases, prefix, key, count, mode);
            Integers(cases, prefix, key, count, mode);
        }

        cases.Check("jax");
    }

    [SkippableFact]
    public void Every_float16_and_every_bfloat16_normal_is_drawn()
    {
        const int Count = 100_000; // There are 1,024 and 128.
        var key = JaxRandom.Key(Random.Shared.NextInt64());
        var cases = new LiveCases();
        string prefix = $"key = jax.random.wrap_key_data(np.uint32([{key.High}, {key.Low}])); ";
        cases.Equal<Half>($"{prefix}jax.random.normal(key, ({Count},), np.float16)", Count, values => JaxRandom.Normal(key, values));
        cases.Equal<ushort>($"{prefix}jax.random.normal(key, ({Count},), 'bfloat16')", Count, values => JaxRandom.NormalBFloat16(key, values));
        cases.Check("jax");
    }

    private static void Keys(LiveCases cases, string prefix, JaxKey key, int count, JaxMode mode)
    {
        uint data = (uint)Random.Shared.NextInt64(1L << 32);
        cases.Equal<JaxKey>($"{prefix}jax.random.key_data(key)", 1, keys => keys[0] = key);
        cases.Equal<JaxKey>($"{prefix}jax.random.key_data(jax.random.fold_in(key, np.uint32({data})))", 1, keys => keys[0] = JaxRandom.FoldIn(key, data));
        cases.Equal<JaxKey>($"{prefix}jax.random.key_data(jax.random.split(key, {count + 1}))", count + 1, keys => JaxRandom.Split(key, keys, mode));
    }

    private static void Bits(LiveCases cases, string prefix, JaxKey key, int count, JaxMode mode)
    {
        cases.Equal<byte>($"{prefix}jax.random.bits(key, ({count},), np.uint8)", count, values => JaxRandom.Bits(key, values, mode));
        cases.Equal<ushort>($"{prefix}jax.random.bits(key, ({count},), np.uint16)", count, values => JaxRandom.Bits(key, values, mode));
        cases.Equal<uint>($"{prefix}jax.random.bits(key, ({count},), np.uint32)", count, values => JaxRandom.Bits(key, values, mode));
        cases.Equal<ulong>($"{prefix}jax.random.bits(key, ({count},), np.uint64)", count, values => JaxRandom.Bits(key, values, mode));
    }

    private static void Floats(LiveCases cases, string prefix, JaxKey key, int count, JaxMode mode)
    {
        float minimum = Random.Shared.NextSingle() - 1, maximum = Random.Shared.NextSingle() + 1;
        string bounds = $"{Text(minimum)}, {Text(maximum)}";
        cases.Equal<float>($"{prefix}jax.random.uniform(key, ({count},), np.float32, {bounds})", count, values => JaxRandom.Uniform(key, values, minimum, maximum, mode));
        cases.Equal<double>($"{prefix}jax.random.uniform(key, ({count},), np.float64, {bounds})", count, values => JaxRandom.Uniform(key, values, minimum, maximum, mode));
        cases.Equal<Half>($"{prefix}jax.random.uniform(key, ({count},), np.float16)", count, values => JaxRandom.Uniform(key, values, mode: mode));
        cases.Equal<ushort>($"{prefix}jax.random.uniform(key, ({count},), 'bfloat16', {bounds})", count, values => JaxRandom.UniformBFloat16(key, values, minimum, maximum, mode));

        cases.Near<float>($"{prefix}jax.random.normal(key, ({count},), np.float32)", count, values => JaxRandom.Normal(key, values, mode), NormalUlp);
        cases.Near<double>($"{prefix}jax.random.normal(key, ({count},), np.float64)", count, values => JaxRandom.Normal(key, values, mode), NormalUlp);
        cases.Equal<Half>($"{prefix}jax.random.normal(key, ({count},), np.float16)", count, values => JaxRandom.Normal(key, values, mode));
        cases.Equal<ushort>($"{prefix}jax.random.normal(key, ({count},), 'bfloat16')", count, values => JaxRandom.NormalBFloat16(key, values, mode));

        cases.Near<float>($"{prefix}jax.random.truncated_normal(key, {bounds}, ({count},), np.float32)", count, values => JaxRandom.TruncatedNormal(key, minimum, maximum, values, mode), NormalUlp);
        cases.Near<double>($"{prefix}jax.random.truncated_normal(key, {bounds}, ({count},), np.float64)", count, values => JaxRandom.TruncatedNormal(key, minimum, (double)maximum, values, mode), NormalUlp);
        cases.Near<float>($"{prefix}jax.random.truncated_normal(key, -np.inf, {Text(maximum)}, ({count},), np.float32)", count, values => JaxRandom.TruncatedNormal(key, float.NegativeInfinity, maximum, values, mode), NormalUlp);
        cases.Equal<ushort>($"{prefix}jax.random.truncated_normal(key, {bounds}, ({count},), 'bfloat16')", count, values => JaxRandom.TruncatedNormalBFloat16(key, minimum, maximum, values, mode));
    }

    private static void Integers(LiveCases cases, string prefix, JaxKey key, int count, JaxMode mode)
    {
        float probability = Random.Shared.NextSingle();
        cases.Equal<bool>($"{prefix}jax.random.bernoulli(key, {Text(probability)}, ({count},))", count, values => JaxRandom.Bernoulli(key, probability, values, mode));
        cases.Equal<int>($"{prefix}jax.random.permutation(key, {count}).astype(np.int32)", count, values => JaxRandom.Permutation(key, count, mode).CopyTo(values));
        Integer<sbyte>("int8", -100, 100);
        Integer<byte>("uint8", 3, 200);
        Integer<short>("int16", -30000, 30000);
        Integer<ushort>("uint16", 0, 60000);
        Integer<int>("int32", int.MinValue, int.MaxValue);
        Integer<int>("int32", -5, 1000);
        Integer<uint>("uint32", 5, 4_000_000_000);
        Integer<long>("int64", long.MinValue, long.MaxValue);
        Integer<long>("int64", -7, 1_000_000_007);
        Integer<ulong>("uint64", 1, 10_000_000_000);

        void Integer<T>(string type, T minimum, T maximum)
            where T : unmanaged, IBinaryInteger<T> =>
            cases.Equal<T>(
                $"{prefix}jax.random.randint(key, ({count},), {minimum}, {maximum}, np.{type})",
                count, values => JaxRandom.Randint(key, values, minimum, maximum, mode));
    }

    private static string Text(float value) => $"np.float32({value.ToString("R", CultureInfo.InvariantCulture)})";
}
