using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>Draws from the prior, and ways through the latent space.</summary>
public sealed class LatentTests : IDisposable
{
    private readonly Vae vae = ServedPair.Load(options: new() { BatchSize = 10 });

    public void Dispose() => vae.Dispose();

    [Fact]
    public void Samples_are_decoded_draws_of_jax_random_normal()
    {
        var z = new float[25 * 20];
        JaxRandom.Normal(JaxRandom.Key(7), z);

        Assert.Equal(vae.Decode(z), vae.Sample(25, seed: 7));
    }

    [Fact]
    public void Samples_in_parts_are_those_of_one_call()
    {
        var parts = new float[25 * 784];
        vae.Sample(parts.AsSpan(0, 11 * 784), seed: 7);
        vae.Sample(parts.AsSpan(11 * 784), seed: 7, first: 11);

        Close.To(vae.Sample(25, seed: 7), parts);
    }

    [Fact]
    public void Draws_far_along_are_not_those_of_the_beginning_again()
    {
        // In JAX's partitionable mode an element depends on its 64-bit index: past 2^32 elements the upper word counts.
        const long first = 1L << 30;
        float[] far = new float[3 * 784], split = new float[3 * 784], beginning = vae.Sample(3, seed: 7);

        vae.Sample(far, seed: 7, first);
        vae.Sample(split.AsSpan(0, 784), seed: 7, first);
        vae.Sample(split.AsSpan(784), seed: 7, first + 1);

        Assert.NotEqual(beginning, far);
        Close.To(far, split);
    }

    [Fact]
    public void Scores_in_parts_are_those_of_one_call()
    {
        var x = ServedPair.Singles("torch-mnist", "x");
        VaeScore[] parts = new VaeScore[34], whole = vae.Score(x, seed: 3);
        vae.Score(x.AsSpan(0, 5 * 784), seed: 3, first: 0, parts.AsSpan(0, 5));
        vae.Score(x.AsSpan(5 * 784), seed: 3, first: 5, parts.AsSpan(5));

        Close.To([.. whole.Select(score => score.Elbo)], [.. parts.Select(score => score.Elbo)]);
    }

    [Fact]
    public void Importance_samples_are_the_draws_of_a_key_for_each_datum()
    {
        var x = ServedPair.Singles("torch-mnist", "x").AsSpan(0, 3 * 784);
        var eps = new float[3 * 17 * 20];
        for (uint n = 0; n < 3; n++)
            JaxRandom.Normal(JaxRandom.FoldIn(JaxRandom.Key(5), n), eps.AsSpan((int)n * 17 * 20, 17 * 20));
        double[] expected = new double[3], bounds = new double[3], last = new double[1];

        vae.LogLikelihood(x, eps, expected);
        vae.LogLikelihood(x, samples: 17, seed: 5, bounds);
        vae.LogLikelihood(x[(2 * 784)..], samples: 17, seed: 5, last, first: 2);

        Assert.Equal(expected, bounds);
        Close.To([expected[2]], last);
    }

    [Fact]
    public void More_importance_samples_give_a_tighter_bound()
    {
        var x = ServedPair.Singles("torch-mnist", "x");
        double[] few = new double[34], many = new double[34];

        vae.LogLikelihood(x, samples: 1, seed: 0, few);
        vae.LogLikelihood(x, samples: 100, seed: 0, many);

        Assert.True(many.Average() > few.Average() + 1, $"{few.Average()}, then {many.Average()}");
    }

    [Fact]
    public void A_straight_way_passes_the_middle()
    {
        float[] from = Latent(1), to = Latent(2);
        float[] middle = [.. from.Zip(to, (a, b) => (float)((0.5 * a) + (0.5 * b)))];

        var way = vae.Interpolate(from, to, 13);

        Close.To(vae.Decode(from), way.AsSpan(0, 784));
        Close.To(vae.Decode(middle), way.AsSpan(6 * 784, 784));
        Close.To(vae.Decode(to), way.AsSpan(12 * 784));
    }

    [Fact]
    public void An_arc_between_latents_of_one_length_keeps_that_length()
    {
        float[] from = new float[20], to = new float[20], middle = new float[20];
        from[0] = 2;
        to[1] = 2;
        middle[0] = middle[1] = MathF.Sqrt(2);

        Close.To(vae.Decode(middle), vae.Interpolate(from, to, 3, Interpolation.Spherical).AsSpan(784, 784));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    [InlineData(-1f)]
    public void An_arc_between_latents_of_one_line_is_straight(float factor)
    {
        var from = Latent(1);
        float[] to = [.. from.Select(value => value * factor)];

        Assert.Equal(vae.Interpolate(from, to, 5), vae.Interpolate(from, to, 5, Interpolation.Spherical));
    }

    [Fact]
    public void A_traversal_changes_one_number_of_the_latent()
    {
        var latent = Latent(1);
        float[] values = [.. Enumerable.Range(0, 12).Select(i => i - 6f)];

        var recon = vae.Traverse(latent, axis: 3, values);

        latent[3] = values[11];
        Close.To(vae.Decode(latent), recon.AsSpan(11 * 784));
    }

    private static float[] Latent(long seed)
    {
        var z = new float[20];
        JaxRandom.Normal(JaxRandom.Key(seed), z);
        return z;
    }
}
