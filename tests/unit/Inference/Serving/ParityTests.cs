using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>Every operation against the arrays that PyTorch and JAX computed from the same checkpoint.</summary>
public class ParityTests
{
    public static TheoryData<string, OptimizationLevel> Cases => new()
    {
        { "torch-mnist", OptimizationLevel.None },
        { "torch-mnist", OptimizationLevel.All },
        { "flax-mnist", OptimizationLevel.None },
        { "flax-mnist", OptimizationLevel.All },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Encoding_gives_the_mean_and_the_log_variance_of_Python(string reference, OptimizationLevel level)
    {
        using var vae = ServedPair.Load(reference, new() { Optimization = level });

        var posterior = vae.Encode(ServedPair.Singles(reference, "x"));

        Close.To(ServedPair.Singles(reference, "mean"), posterior.Mean.Span);
        Close.To(ServedPair.Singles(reference, "logvar"), posterior.LogVar.Span);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decoding_gives_the_probabilities_and_the_logits_of_Python(string reference, OptimizationLevel level)
    {
        using var vae = ServedPair.Load(reference, new() { Optimization = level });
        float[] z = ServedPair.Singles(reference, "z"), recon = new float[34 * 784], logits = new float[34 * 784];

        vae.Decode(z, recon, logits);

        Close.To(ServedPair.Singles(reference, "recon"), recon);
        Close.To(ServedPair.Singles(reference, "logits"), logits);
        Assert.Equal(recon, vae.Decode(z));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reconstructing_a_sample_with_the_eps_of_Python_gives_its_reconstruction(string reference, OptimizationLevel level)
    {
        using var vae = ServedPair.Load(reference, new() { Optimization = level });
        var recon = new float[34 * 784];

        vae.ReconstructSample(ServedPair.Singles(reference, "x"), ServedPair.Singles(reference, "eps"), recon);

        Close.To(ServedPair.Singles(reference, "recon"), recon);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scores_with_the_eps_of_Python_are_its_binary_cross_entropy_divergence_and_elbo(string reference, OptimizationLevel level)
    {
        using var vae = ServedPair.Load(reference, new() { Optimization = level });
        var scores = new VaeScore[34];

        vae.Score(ServedPair.Singles(reference, "x"), ServedPair.Singles(reference, "eps"), scores);

        foreach (string suffix in new[] { "", "_f64" })
        {
            Close.To(ServedPair.Doubles(reference, "bce" + suffix), [.. scores.Select(score => -score.Reconstruction)]);
            Close.To(ServedPair.Doubles(reference, "kld" + suffix), [.. scores.Select(score => score.Kl)]);
            Close.To(ServedPair.Doubles(reference, "elbo" + suffix), [.. scores.Select(score => score.Elbo)]);
        }
    }

    [Fact]
    public void Scores_by_seed_are_those_of_the_JAX_program_with_that_key()
    {
        // The case's eps are jax.random.normal(jax.random.key(2), (34, 20)).
        using var vae = ServedPair.Load("flax-mnist");

        var scores = vae.Score(ServedPair.Singles("flax-mnist", "x"), seed: 2);

        Close.To(ServedPair.Doubles("flax-mnist", "elbo"), [.. scores.Select(score => score.Elbo)]);
    }

    [Theory]
    [InlineData(OptimizationLevel.None)]
    [InlineData(OptimizationLevel.All)]
    public void The_importance_weighted_bound_with_the_eps_of_Python_is_its_bound(OptimizationLevel level)
    {
        using var vae = ServedPair.Load("torch-mnist", new() { Optimization = level });
        var bounds = new double[8];

        vae.LogLikelihood(ServedPair.Singles("torch-mnist", "x").AsSpan(0, 8 * 784), DrawsByDatum(samples: 64), bounds);

        Close.To(ServedPair.Doubles("torch-mnist", "iwae_bound_f64"), bounds);
    }

    [Fact]
    public void One_importance_sample_gives_the_log_weight_of_Python()
    {
        using var vae = ServedPair.Load();
        var weights = new double[8];
        var draws = ServedPair.Singles("torch-mnist", "eps_k").AsSpan(0, 8 * 20);

        vae.LogLikelihood(ServedPair.Singles("torch-mnist", "x").AsSpan(0, 8 * 784), draws, weights);

        Close.To(ServedPair.Doubles("torch-mnist", "iwae_log_weights_f64").AsSpan(0, 8), weights);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    public void Batches_of_any_size_give_what_one_batch_gives(int batchSize)
    {
        using var vae = ServedPair.Load("torch-mnist", new() { BatchSize = batchSize });
        float[] x = ServedPair.Singles("torch-mnist", "x"), eps = ServedPair.Singles("torch-mnist", "eps");
        var scores = new VaeScore[34];
        var bounds = new double[8];

        vae.Score(x, eps, scores);
        vae.LogLikelihood(x.AsSpan(0, 8 * 784), DrawsByDatum(samples: 64), bounds);

        Close.To(ServedPair.Singles("torch-mnist", "mean"), vae.Encode(x).Mean.Span);
        Close.To(ServedPair.Singles("torch-mnist", "recon"), vae.Decode(ServedPair.Singles("torch-mnist", "z")));
        Close.To(ServedPair.Doubles("torch-mnist", "elbo"), [.. scores.Select(score => score.Elbo)]);
        Close.To(ServedPair.Doubles("torch-mnist", "iwae_bound_f64"), bounds);
    }

    [Fact]
    public void Reconstructing_from_the_mean_is_decoding_the_mean()
    {
        using var vae = ServedPair.Load();
        var x = ServedPair.Singles("torch-mnist", "x");
        var scores = new VaeScore[34];

        var recon = vae.Reconstruct(x);
        vae.ScoreAtMean(x, scores);

        Assert.Equal(vae.Decode(vae.Encode(x).Mean.Span), recon);
        double error = x.Take(784).Zip(recon, (a, b) => Math.Pow((double)a - b, 2)).Sum();
        Assert.Equal(error, scores[0].SquaredError, 1e-9);
    }

    /// <summary>eps_k [sample, datum, latent] as [datum, sample, latent].</summary>
    private static float[] DrawsByDatum(int samples)
    {
        var draws = ServedPair.Singles("torch-mnist", "eps_k");
        var result = new float[draws.Length];
        for (int sample = 0; sample < samples; sample++)
        {
            for (int datum = 0; datum < 8; datum++)
                draws.AsSpan(((sample * 8) + datum) * 20, 20).CopyTo(result.AsSpan(((datum * samples) + sample) * 20));
        }

        return result;
    }
}
