using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>A seed means in .NET what it means in the Python program.</summary>
public sealed class RandomStreamTests
{
    private static readonly float[] X = ServedPair.Singles("torch-mnist", "x");

    [Fact]
    public void The_picture_of_the_Flax_example_is_drawn_with_its_key()
    {
        // rng, _ = split(key(0)); rng, z_key, eval_key = split(rng, 3): google/flax examples/vae.
        var rng = JaxRandom.Split(JaxRandom.Key(0))[0];
        var key = JaxRandom.Split(rng, 3)[1];
        var z = new float[64 * 20];
        JaxRandom.Normal(key, z);
        using var vae = ServedPair.Load("flax-mnist");

        double[] keyData = NpyArray.Read(Fixtures.Path("generated", "flax", "key_data.npy")).AsDoubles();
        Assert.Equal(keyData, new double[] { key.High, key.Low });
        Assert.Equal(Generated("flax", "z"), z);
        Close.To(Generated("flax", "recon"), vae.Decode(z));
    }

    [Fact]
    public void The_picture_of_the_PyTorch_example_is_drawn_from_where_its_generator_is()
    {
        var generator = new TorchRandom(0);
        generator.SetState(NpyArray.Read(Fixtures.Path("generated", "torch", "state.npy")).Data.Span);
        var z = new float[64 * 20];
        generator.Randn(z);
        using var vae = ServedPair.Load();

        Assert.Equal(Generated("torch", "z"), z);
        Close.To(Generated("torch", "recon"), vae.Decode(z));
    }

    [Theory]
    [InlineData(RandomStream.Jax, 0)]
    [InlineData(RandomStream.Jax, 25)]
    [InlineData(RandomStream.Torch, 0)]
    [InlineData(RandomStream.Torch, 25)] // 500 numbers, no multiple of torch's sixteen.
    public void Samples_are_the_decoded_draw_however_it_is_batched(RandomStream stream, int count)
    {
        using var vae = ServedPair.Load(options: new() { BatchSize = 10 });
        var recon = new float[count * 784];

        vae.Sample(recon, new NormalDraws(stream, 7, count * 20));

        Close.To(vae.Decode(Drawn(stream, 7, count * 20)), vae.Sample(count, seed: 7, stream));
        Close.To(vae.Sample(count, seed: 7, stream), recon);
    }

    [Fact]
    public void Reconstructions_with_torchs_seed_are_those_of_the_PyTorch_program()
    {
        // The case's eps are torch.manual_seed(1); torch.randn(34, 20).
        using var vae = ServedPair.Load(options: new() { BatchSize = 10 });

        Close.To(ServedPair.Singles("torch-mnist", "recon"), vae.ReconstructSample(X, seed: 1, RandomStream.Torch));
    }

    [Fact]
    public void Reconstructions_with_jaxs_seed_are_those_of_the_JAX_program()
    {
        using var vae = ServedPair.Load("flax-mnist", new() { BatchSize = 10 });

        Close.To(ServedPair.Singles("flax-mnist", "recon"), vae.ReconstructSample(ServedPair.Singles("flax-mnist", "x"), seed: 2));
    }

    [Fact]
    public void Scores_with_torchs_seed_are_those_of_the_PyTorch_program()
    {
        using var vae = ServedPair.Load(options: new() { BatchSize = 10 });

        var scores = vae.Score(X, seed: 1, RandomStream.Torch);

        Close.To(ServedPair.Doubles("torch-mnist", "elbo"), [.. scores.Select(score => score.Elbo)]);
    }

    [Fact]
    public void Importance_samples_of_torch_are_one_randn_for_each_datum()
    {
        const int Data = 5, Samples = 33; // 660 numbers a datum: its last sixteen are drawn twice.
        using var vae = ServedPair.Load(options: new() { BatchSize = 8 });
        var eps = new float[Data * Samples * 20];
        TorchRandom python = new(3), generator = new(3);
        for (int i = 0; i < Data; i++)
            python.Randn(eps.AsSpan(i * Samples * 20, Samples * 20));
        double[] expected = new double[Data], bounds = new double[Data];

        vae.LogLikelihood(X.AsSpan(0, Data * 784), eps, expected);
        vae.LogLikelihood(X.AsSpan(0, 2 * 784), Samples, generator, bounds.AsSpan(0, 2));
        vae.LogLikelihood(X.AsSpan(2 * 784, 3 * 784), Samples, generator, bounds.AsSpan(2));

        Close.To(expected, bounds);
        Assert.Equal(python.GetState(), generator.GetState());
    }

    [Fact]
    public void A_draw_with_too_few_numbers_left_is_refused_before_it_is_used()
    {
        using var vae = ServedPair.Load();
        var draws = new NormalDraws(RandomStream.Torch, 0, 39);

        Assert.Throws<ArgumentException>("draws", () => vae.Sample(new float[2 * 784], draws));
        Assert.Throws<ArgumentException>("draws", () => vae.ReconstructSample(X.AsSpan(0, 2 * 784), draws, new float[2 * 784]));
        Assert.Throws<ArgumentException>("draws", () => vae.Score(X.AsSpan(0, 2 * 784), draws, new VaeScore[2]));
        Assert.Throws<ArgumentNullException>("draws", () => vae.Sample(new float[784], draws: null!));
        Assert.Equal(39, draws.Left);
    }

    private static float[] Generated(string framework, string array) => ServedPair.Singles(Path.Combine("generated", framework), array);

    private static float[] Drawn(RandomStream stream, long seed, int count)
    {
        var values = new float[count];
        if (stream == RandomStream.Jax)
            JaxRandom.Normal(JaxRandom.Key(seed), values);
        else
            new TorchRandom(seed).Randn(values);
        return values;
    }
}
