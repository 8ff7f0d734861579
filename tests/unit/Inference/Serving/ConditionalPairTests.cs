using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>Label k of the pair adds k + 1 to every mean and to every number that is decoded.</summary>
public sealed class ConditionalPairTests : IDisposable
{
    private static readonly float[] Data = [.. Enumerable.Range(0, 12).Select(i => i / 10f)];

    private readonly Vae vae = Load(3);

    public void Dispose() => vae.Dispose();

    [Fact]
    public void Each_datum_takes_its_label()
    {
        using var unconditional = Vae.Load(SmallPair.Encoder(), SmallPair.Decoder(), new() { Plain = new() { Likelihood = Likelihood.None } });
        var plain = unconditional.Encode(Data).Mean.ToArray();

        var mean = vae.Encode(Data, [2, 0]).Mean.ToArray();

        Close.To([plain[0] + 3, plain[1] + 3, plain[2] + 1, plain[3] + 1], mean);
        Close.To([.. unconditional.Decode(mean).Select((value, i) => value + (i < 6 ? 2 : 3))], vae.Decode(mean, [1, 2]));
    }

    [Fact]
    public void Every_operation_passes_the_label_to_both_graphs()
    {
        var mean = vae.Encode(Data, [1, 1]).Mean.ToArray();
        var expected = vae.Decode(mean, [1, 1]);
        var recon = new float[12];

        Assert.Equal(expected, vae.Reconstruct(Data, [1, 1]));
        vae.ReconstructSample(Data, new float[4], recon, [1, 1]);
        Assert.Equal(expected, recon);
        Assert.Equal(expected.Take(6), vae.Interpolate(mean.AsSpan(0, 2), mean.AsSpan(2, 2), 2, labels: [1, 1]).Take(6));
        Assert.Equal(expected.Take(6), vae.Traverse(mean.AsSpan(0, 2), 0, [mean[0]], [1]));
        Assert.NotEqual(vae.Sample(1, 0, labels: [0]), vae.Sample(1, 0, labels: [1]));
        using var batch = vae.Rent(2);
        Data.CopyTo(batch.Data);
        batch.Encode([1, 1]);
        Assert.Equal(mean, batch.Mean.ToArray());
    }

    [Fact]
    public void Importance_samples_of_a_datum_take_its_label()
    {
        double[] together = new double[2], first = new double[1], second = new double[1];
        float[] eps = [.. Enumerable.Range(0, 2 * 5 * 2).Select(i => MathF.Sin(i))];

        vae.LogLikelihood(Data, eps, together, [0, 2]);
        vae.LogLikelihood(Data.AsSpan(0, 6), eps.AsSpan(0, 10), first, [0]);
        vae.LogLikelihood(Data.AsSpan(6), eps.AsSpan(10), second, [2]);

        Close.To([first[0], second[0]], together);
    }

    [Fact]
    public void Missing_labels_are_refused() =>
        Assert.Contains("takes one label a datum, from 0 to 2", Assert.Throws<ArgumentException>(() => vae.Encode(Data)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_label_out_of_range_is_refused(long label) => Assert.Throws<ArgumentOutOfRangeException>(() => vae.Encode(Data, [0, label]));

    [Fact]
    public void Labels_for_a_pair_that_takes_none_are_refused()
    {
        using var unconditional = ServedPair.Load();

        Assert.Throws<ArgumentException>(() => unconditional.Sample(1, 0, labels: [1]));
    }

    [Fact]
    public void A_pair_that_is_said_to_be_conditional_and_is_not_is_refused() =>
        Refusal.Of(
            ErrorKind.Input,
            () => Vae.Load(SmallPair.Encoder(), SmallPair.Decoder(), new() { Plain = new() { Likelihood = Likelihood.None, Classes = 3 } }),
            "takes no label 'y'");

    [Fact]
    public void A_label_that_nobody_stated_is_refused() =>
        Refusal.Of(ErrorKind.Input, () => Load(classes: null), "has an input 'y'");

    private static Vae Load(long? classes) => Vae.Load(
        SmallPair.Encoder(conditional: true),
        SmallPair.Decoder(conditional: true),
        new() { Plain = new() { Likelihood = Likelihood.Gaussian, ReconVariance = 1, Classes = classes } });
}
