using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Inference.RandomStreams;
using VaeOnnx.Tests.Unit.Inference.Serving;

namespace VaeOnnx.Tests.Unit.Tools.VaeRun;

/// <summary>vae-run random, and --rng of the commands that draw.</summary>
public sealed class RandomCommandTests : IDisposable
{
    private static readonly Tool VaeRun = new("vae-run");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("normal --seed 42 --shape 34,20", "jax_partitionable_true/normal_42_34x20")]
    [InlineData("normal --seed 42 --shape 33 --dtype float64", "jax_partitionable_true/normal64_42_33")]
    [InlineData("normal --seed 42 --shape 5,7 --jax-partitionable false", "jax_partitionable_false/normal_42_5x7")]
    [InlineData("uniform --seed 42 --shape 33", "jax_partitionable_true/uniform_42_33")]
    [InlineData("bits --seed 42 --shape 7", "jax_partitionable_true/bits_42_7")]
    [InlineData("permutation --seed 42 --shape 50", "jax_partitionable_true/permutation_42_50")]
    [InlineData("permutation --seed 42 --shape 50 --rng jax --jax-partitionable false", "jax_partitionable_false/permutation_42_50")]
    [InlineData("normal --seed 42 --shape 34,20 --rng torch", "torch/randn_42_34x20")]
    [InlineData("normal --seed 42 --shape 40 --rng torch --dtype float64", "torch/randn64_42_40")]
    public void The_numbers_are_those_of_the_frameworks(string arguments, string reference)
    {
        Succeeds([.. "random".Split(' '), .. arguments.Split(' '), "--out", folder["numbers.npy"]]);

        var expected = NpyArray.Read(Fixtures.Path("random", $"{reference}.npy"));
        var numbers = NpyArray.Read(folder["numbers.npy"]);
        Assert.Equal((expected.Type, string.Join(',', expected.Shape)), (numbers.Type, string.Join(',', numbers.Shape)));
        Assert.Equal(expected.Data.ToArray(), numbers.Data.ToArray());
    }

    [Fact]
    public void One_number_has_no_shape()
    {
        Succeeds("random", "normal", "--shape", "scalar", "--seed", "1", "--out", folder["one.npy"]);

        var one = NpyArray.Read(folder["one.npy"]);
        Assert.Empty(one.Shape);
        Assert.Equal(NpyArray.Read(Fixtures.Path("random", "jax_partitionable_true", "normal_1_scalar.npy")).AsSingles(), one.AsSingles());
    }

    [SkippableFact]
    public void What_has_no_fixture_is_what_Python_draws_live()
    {
        (string Arguments, string Framework, string Python)[] cases =
        [
            ("bits --shape 9 --seed 5 --rng torch", "torch", "torch.manual_seed(5); torch.empty(9, dtype=torch.int64).random_()"),
            ("uniform --shape 9 --seed 5 --rng torch", "torch", "torch.manual_seed(5); torch.rand(9)"),
            ("uniform --shape 9 --seed 5 --rng torch --dtype float64", "torch", "torch.manual_seed(5); torch.rand(9, dtype=torch.float64)"),
            ("permutation --shape 9 --seed -5 --rng torch", "torch", "torch.manual_seed(-5); torch.randperm(9)"),
            ("normal --shape 2,0,3 --seed 5 --rng torch", "torch", "torch.manual_seed(5); torch.randn(2, 0, 3)"),
            ("uniform --shape 3,3 --seed -5 --dtype float64", "jax", "jax.random.uniform(jax.random.key(-5), (3, 3), np.float64)"),
        ];
        foreach (string framework in new[] { "torch", "jax" })
        {
            var own = cases.Where(one => one.Framework == framework).ToArray();
            var expected = LivePython.Evaluate(framework, [.. own.Select(one => one.Python)]);
            foreach (var ((arguments, _, _), bytes) in own.Zip(expected))
            {
                Succeeds(["random", .. arguments.Split(' '), "--out", folder["live.npy"]]);
                Assert.Equal(bytes, NpyArray.Read(folder["live.npy"]).Data.ToArray());
            }
        }
    }

    [Fact]
    public void Samples_reconstructions_and_scores_take_torchs_seed()
    {
        string pair = ServedPair.Save(folder), x = Fixtures.Path("torch-mnist", "x.npy");
        using var vae = ServedPair.Load();

        Succeeds("sample", pair, "--count", "25", "--seed", "7", "--rng", "torch", "--batch", "10", "--out", folder["sample.npy"]);
        Succeeds("reconstruct", pair, "--in", x, "--sample", "--seed", "1", "--rng", "torch", "--batch", "10", "--out", folder["recon.npy"]);
        Succeeds("score", pair, "--in", x, "--samples", "3", "--seed", "1", "--rng", "torch", "--batch", "10", "--out", folder["scores.npy"]);

        var scores = NpyArray.Read(folder["scores.npy"]).AsSingles();
        var bounds = new double[34];
        vae.LogLikelihood(ServedPair.Singles("torch-mnist", "x"), samples: 3, new TorchRandom(1), bounds);
        Close.To(vae.Sample(25, seed: 7, RandomStream.Torch), NpyArray.Read(folder["sample.npy"]).AsSingles());
        Close.To(ServedPair.Singles("torch-mnist", "recon"), NpyArray.Read(folder["recon.npy"]).AsSingles());
        Close.To(ServedPair.Singles("torch-mnist", "elbo"), [.. scores.Where((_, i) => i % 4 == 0)]);
        Close.To([.. bounds.Select(bound => (float)bound)], [.. scores.Where((_, i) => i % 4 == 3)]);
    }

    [Theory]
    [InlineData("normal --shape 3,x", "--shape takes sizes such as 34,20 or the word scalar, not '3,x'")]
    [InlineData("normal --shape -3", "--shape takes sizes")]
    [InlineData("normal --shape 99999,99999", "larger than 2 GB")]
    [InlineData("normal --shape 9999999999999999999", "--shape takes sizes")]
    [InlineData("permutation --shape 3,4", "A permutation takes one size")]
    [InlineData("permutation --shape scalar", "A permutation takes one size")]
    [InlineData("normal --shape 3 --dtype int8", "float64")]
    [InlineData("bits --shape 3 --dtype float64", "--dtype")]
    [InlineData("normal --shape 3 --rng numpy", "--rng takes jax or torch")]
    [InlineData("normal --shape 3 --rng torch --jax-partitionable false", "leave it out with --rng torch")]
    [InlineData("normal --shape 3 --seed x", "--seed")]
    [InlineData("normal", "--shape")]
    public void Wrong_usage_is_said_plainly(string arguments, string words)
    {
        var result = VaeRun.Run(["random", .. arguments.Split(' '), "--out", folder["none.npy"]]);

        Assert.Equal((int)ErrorKind.Usage, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["none.npy"]));
    }

    [Fact]
    public void The_output_is_an_array_file() =>
        Assert.Contains("numbers.csv: the output is a .npy file", VaeRun.Run("random", "normal", "--shape", "3", "--out", "numbers.csv").Error, StringComparison.Ordinal);

    private static void Succeeds(params string[] arguments)
    {
        var result = VaeRun.Run(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Empty(result.Error);
    }
}
