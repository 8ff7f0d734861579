using System.Globalization;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>Fresh seeds and lengths against a real PyTorch. A failure names the line of Python; the lines share one generator.</summary>
public sealed class TorchLiveTests
{
    /// <summary>The documented bound of the float32 normals: zero where torch runs its AVX2 code, as was measured.</summary>
    private const long NormalUlp = 4;

    /// <summary>Fewer than 16 float64 numbers: torch takes the C library's log1p, which .NET does not have.</summary>
    private const long ShortDoubleUlp = 4;

    [SkippableFact]
    public void I_draw_what_torch_draws()
    {
        var cases = new LiveCases();
        for (int round = 0; round < 5; round++)
        {
            long seed = Random.Shared.NextInt64(long.MinValue, long.MaxValue);
            var generator = new TorchRandom(seed);
            string first = $"generator = torch.manual_seed({seed}); ";
            foreach (int count in new[] { 1, 15, 16, 17, Random.Shared.Next(18, 700), Random.Shared.Next(701, 5000) })
            {
                cases.Near<float>($"{first}torch.randn({count})", count, generator.Randn, NormalUlp);
                first = "";
                double probability = Random.Shared.NextDouble();
                string text = probability.ToString("R", CultureInfo.InvariantCulture);
                cases.Equal<float>($"torch.rand({count})", count, generator.Rand);
                cases.Equal<double>($"torch.rand({count}, dtype=torch.float64)", count, generator.Rand);
                cases.Near<double>($"torch.randn({count}, dtype=torch.float64)", count, generator.Randn, ShortDoubleUlp);
                cases.Equal<int>($"torch.randperm({count}, dtype=torch.int32)", count, values => generator.RandPerm(count).CopyTo(values));
                cases.Equal<long>($"torch.randint(-3, 100, ({count},))", count, values => generator.Randint(values, -3, 100));
                cases.Equal<long>($"torch.randint(0, 2**28 - 1, ({count},))", count, values => generator.Randint(values, 0, (1 << 28) - 1));
                cases.Equal<long>($"torch.randint(0, 2**28, ({count},))", count, values => generator.Randint(values, 0, 1 << 28));
                cases.Equal<long>($"torch.randint(-2**60, 2**61, ({count},))", count, values => generator.Randint(values, -(1L << 60), 1L << 61));
                cases.Equal<byte>($"torch.randint(0, 256, ({count},)).to(torch.uint8)", count, values =>
                    Array.ConvertAll(Drawn.Array<int>(count, wide => generator.Randint(wide, 0, 256)), wide => (byte)wide).CopyTo(values));
                cases.Equal<long>($"torch.empty({count}, dtype=torch.int64).random_()", count, generator.Random);
                cases.Equal<int>($"torch.empty({count}, dtype=torch.int32).random_()", count, generator.Random);
                cases.Equal<short>($"torch.empty({count}, dtype=torch.int16).random_()", count, generator.Random);
                cases.Equal<byte>($"torch.empty({count}, dtype=torch.uint8).random_()", count, generator.Random);
                cases.Equal<float>($"torch.empty({count}).random_()", count, generator.Random);
                cases.Equal<double>($"torch.empty({count}, dtype=torch.float64).random_()", count, generator.Random);
                cases.Equal<bool>($"torch.empty({count}).bernoulli_({text}).to(torch.bool)", count, values => generator.Bernoulli(probability, values));
                cases.Equal<bool>($"torch.bernoulli(torch.full(({count},), {text})).to(torch.bool)", count, values =>
                    generator.Bernoulli(Enumerable.Repeat((float)probability, count).ToArray(), values));
            }
        }

        cases.Check("torch");
    }

    [SkippableTheory]
    [InlineData("None", 0)]
    [InlineData("torch.randn(3)", 3)]
    [InlineData("torch.randn(700)", 700)]
    public void A_state_that_torch_saved_goes_on_here(string draw, int count)
    {
        int seed = Random.Shared.Next();
        var saved = LivePython.Evaluate("torch", [$"torch.manual_seed({seed}); {draw}; torch.get_rng_state()"])[0];
        var generator = new TorchRandom(0);
        generator.SetState(saved);
        Assert.Equal((ulong)seed, generator.InitialSeed);

        var expected = new TorchRandom(seed);
        expected.Randn(new float[count]);
        Assert.Equal(expected.GetState(), generator.GetState());
        Assert.Equal(Drawn.Bytes<float>(20, expected.Randn), Drawn.Bytes<float>(20, generator.Randn));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(700)]
    public void A_state_saved_here_goes_on_in_torch(int count)
    {
        var generator = new TorchRandom(Random.Shared.Next());
        generator.Randn(new float[count]);
        var cases = new LiveCases();
        string state = Convert.ToHexString(generator.GetState());
        cases.Equal<double>(
            $"torch.set_rng_state(torch.frombuffer(bytearray.fromhex('{state}'), dtype=torch.uint8)); torch.rand(5, dtype=torch.float64)", 5, generator.Rand);
        cases.Near<float>("torch.randn(3)", 3, generator.Randn, NormalUlp);
        cases.Check("torch");
    }
}
