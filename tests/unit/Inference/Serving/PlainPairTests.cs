using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>Pairs of other exporters, without metadata.</summary>
public class PlainPairTests
{
    private static readonly float[] Datum = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f];

    [Fact]
    public void A_pair_without_metadata_loads_when_the_caller_states_the_facts()
    {
        using var vae = Load(new() { Likelihood = Likelihood.None });

        Assert.Null(vae.Metadata);
        Assert.Equal([6], vae.InputShape);
        Assert.Equal([2], vae.LatentShape);
        Assert.Equal(6, vae.Reconstruct(Datum).Length);
    }

    [Fact]
    public void Its_tensors_may_have_other_names()
    {
        using var vae = Vae.Load(
            SmallPair.Encoder(mean: "mu", spread: "sigma"),
            SmallPair.Decoder(),
            new() { Plain = new() { Likelihood = Likelihood.None, Mean = "mu", Spread = "sigma" } });

        Assert.Equal(2, vae.Encode(Datum).Mean.Length);
    }

    [Fact]
    public void A_name_that_the_graph_does_not_have_is_refused_with_those_it_has() =>
        Refusal.Of(ErrorKind.Input, () => Load(new() { Likelihood = Likelihood.None, Mean = "mu" }), "no output 'mu'", "mean, logvar");

    [Fact]
    public void Facts_about_a_pair_that_describes_itself_are_refused() =>
        Refusal.Of(
            ErrorKind.Usage,
            () => ServedPair.Load(options: new() { Plain = new() { Likelihood = Likelihood.Bernoulli } }),
            "describes itself");

    [Theory]
    [InlineData(EncoderHead.LogVar)]
    [InlineData(EncoderHead.LogStd)]
    [InlineData(EncoderHead.Std)]
    [InlineData(EncoderHead.Var)]
    public void Whatever_the_second_output_holds_a_log_variance_comes_out(EncoderHead head)
    {
        using var raw = Load(new() { Likelihood = Likelihood.None });
        using var vae = Load(new() { Likelihood = Likelihood.None, Head = head });
        // A positive output, since a deviation cannot be negative.
        float[] datum = [.. Datum.Select(x => raw.Encode(Datum).LogVar.Span[0] < 0 ? -x : x)];
        double output = raw.Encode(datum).LogVar.Span[0];
        double expected = head switch
        {
            EncoderHead.LogVar => output,
            EncoderHead.LogStd => 2 * output,
            EncoderHead.Std => 2 * Math.Log(output),
            _ => Math.Log(output),
        };

        Assert.Equal(expected, vae.Encode(datum).LogVar.Span[0], 1e-6);
    }

    [Fact]
    public void A_Gaussian_pair_with_a_fixed_variance_is_scored()
    {
        using var vae = Load(new() { Likelihood = Likelihood.Gaussian, ReconVariance = 0.25 });
        var scores = new VaeScore[1];

        vae.ScoreAtMean(Datum, scores);

        double expected = Datum.Zip(vae.Reconstruct(Datum), (x, m) => -0.5 * (Math.Log(2 * Math.PI * 0.25) + (Math.Pow((double)x - m, 2) / 0.25))).Sum();
        Assert.Equal(expected, scores[0].Reconstruction, 1e-10);
    }

    [Fact]
    public void A_Gaussian_pair_with_a_learned_variance_is_scored()
    {
        using var vae = Vae.Load(SmallPair.Encoder(), SmallPair.Decoder(learnedVariance: true), new() { Plain = new() { Likelihood = Likelihood.Gaussian } });
        var scores = new VaeScore[1];
        float[] z = vae.Encode(Datum).Mean.ToArray(), mean = new float[6], logVar = new float[6];
        vae.Decode(z, mean, logits: [], logVar);

        vae.ScoreAtMean(Datum, scores);

        Assert.True(vae.HasReconLogVar);
        double expected = Enumerable.Range(0, 6)
            .Sum(i => -0.5 * (Math.Log(2 * Math.PI) + logVar[i] + (Math.Pow((double)Datum[i] - mean[i], 2) / Math.Exp(logVar[i]))));
        Assert.Equal(expected, scores[0].Reconstruction, 1e-10);
    }

    [Fact]
    public void A_Bernoulli_pair_without_logits_is_scored_by_its_probabilities()
    {
        using var vae = Load(new() { Likelihood = Likelihood.Bernoulli });
        var scores = new VaeScore[1];
        // A decoder that is linear gives numbers between 0 and 1 for few inputs; -100 bounds the logarithm as in PyTorch.
        var recon = vae.Reconstruct(Datum);

        vae.ScoreAtMean(Datum, scores);

        double expected = Datum.Zip(recon, (x, p) => (x * Bounded(p)) + ((1 - (double)x) * Bounded(1 - (double)p))).Sum();
        Assert.Equal(expected, scores[0].Reconstruction, 1e-9);

        static double Bounded(double p) => Math.Max(Math.Log(p), -100);
    }

    [Fact]
    public void A_pair_without_a_likelihood_is_not_scored()
    {
        using var vae = Load(new() { Likelihood = Likelihood.None });

        Refusal.Of(ErrorKind.Unsupported, () => vae.Score(Datum, seed: 0), "no likelihood");
    }

    [Fact]
    public void A_Gaussian_pair_without_any_variance_is_not_scored()
    {
        using var vae = Load(new() { Likelihood = Likelihood.Gaussian });

        Refusal.Of(ErrorKind.Unsupported, () => vae.Score(Datum, seed: 0), "no fixed variance");
    }

    private static Vae Load(PlainPair facts) => Vae.Load(SmallPair.Encoder(), SmallPair.Decoder(), new() { Plain = facts });
}
