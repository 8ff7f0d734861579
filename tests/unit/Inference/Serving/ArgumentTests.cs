using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>What is wrong with a call is an argument error, before anything runs.</summary>
public sealed class ArgumentTests : IDisposable
{
    private readonly Vae vae = ServedPair.Load(options: new() { MaxCount = 100, BatchSize = 10, CheckFinite = true });

    public void Dispose() => vae.Dispose();

    [Fact]
    public void Half_a_datum_is_refused() =>
        Assert.Contains("785 numbers are no whole number of data of 784", Assert.Throws<ArgumentException>("data", () => vae.Encode(new float[785])).Message, StringComparison.Ordinal);

    [Fact]
    public void An_output_that_is_too_short_is_refused() =>
        Assert.Throws<ArgumentException>("mean", () => vae.Encode(new float[784], new float[19], new float[20]));

    [Fact]
    public void An_output_that_is_too_long_is_refused() =>
        Assert.Throws<ArgumentException>("logVar", () => vae.Encode(new float[784], new float[20], new float[21]));

    [Fact]
    public void A_reconstruction_of_another_length_is_refused()
    {
        Assert.Throws<ArgumentException>("recon", () => vae.Decode(new float[20], new float[783]));
        Assert.Throws<ArgumentException>("recon", () => vae.Reconstruct(new float[784], new float[2 * 784]));
        Assert.Throws<ArgumentException>("logits", () => vae.Decode(new float[20], [], new float[783]));
    }

    [Fact]
    public void An_output_that_the_decoder_does_not_give_is_refused() =>
        Assert.Throws<ArgumentException>("reconLogVar", () => vae.Decode(new float[20], [], [], new float[784]));

    [Fact]
    public void Decoding_into_nothing_is_refused() => Assert.Throws<ArgumentException>("recon", () => vae.Decode(new float[20], recon: [], logits: []));

    [Fact]
    public void Draws_of_another_length_are_refused()
    {
        Assert.Throws<ArgumentException>("eps", () => vae.ReconstructSample(new float[784], new float[40], new float[784]));
        Assert.Throws<ArgumentException>("eps", () => vae.Score(new float[784], new float[19], new VaeScore[1]));
        Assert.Throws<ArgumentException>("eps", () => vae.LogLikelihood(new float[784], new float[21], new double[1]));
        Assert.Throws<ArgumentException>("eps", () => vae.LogLikelihood(new float[784], [], new double[1]));
    }

    [Fact]
    public void Scores_of_another_number_are_refused() => Assert.Throws<ArgumentException>("scores", () => vae.ScoreAtMean(new float[784], new VaeScore[2]));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_not_finite_is_refused_with_its_place_where_that_is_checked(float value)
    {
        foreach (int index in new[] { 0, 100, 783, 784 })
        {
            var data = new float[2 * 784];
            data[index] = value;

            var error = Assert.Throws<ArgumentException>("data", () => vae.Encode(data));

            Assert.Contains($"Number {index % 784} of datum {index / 784} is {value}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_number_that_is_not_finite_goes_through_where_it_is_not_checked()
    {
        using var unchecked_ = ServedPair.Load();

        Assert.All(unchecked_.Encode(Enumerable.Repeat(float.NaN, 784).ToArray()).Mean.ToArray(), mean => Assert.True(float.IsNaN(mean)));
    }

    [Fact]
    public void More_data_than_the_options_allow_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("data", () => vae.Encode(new float[101 * 784]));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => vae.Sample(101, seed: 0));
        Assert.Throws<ArgumentOutOfRangeException>("steps", () => vae.Interpolate(new float[20], new float[20], 101));
        Assert.Equal(100 * 20, vae.Encode(new float[100 * 784]).Mean.Length);
    }

    [Fact]
    public void More_data_than_an_array_holds_are_refused_before_anything_is_allocated()
    {
        using var boundless = ServedPair.Load();

        Assert.Throws<ArgumentOutOfRangeException>("count", () => boundless.Sample(int.MaxValue, seed: 0));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => boundless.Sample(-1, seed: 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void A_lent_batch_holds_at_most_a_batch(int count) => Assert.Throws<ArgumentOutOfRangeException>(nameof(count), () => vae.Rent(count));

    [Theory]
    [InlineData(-1)]
    [InlineData(20)]
    public void An_axis_that_is_not_there_is_refused(int axis) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(axis), () => vae.Traverse(new float[20], axis, [1f]));

    [Fact]
    public void Interpolating_takes_two_latents_and_two_steps()
    {
        Assert.Throws<ArgumentException>("from", () => vae.Interpolate(new float[40], new float[20], 3));
        Assert.Throws<ArgumentException>("to", () => vae.Interpolate(new float[20], new float[19], 3));
        Assert.Throws<ArgumentException>("recon", () => vae.Interpolate(new float[20], new float[20], 1));
        Assert.Throws<ArgumentOutOfRangeException>("way", () => vae.Interpolate(new float[20], new float[20], 3, (Interpolation)2));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Draws_that_are_nowhere_are_refused(long first)
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(first), () => vae.Sample(new float[784], seed: 0, first));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(first), () => vae.Score(new float[784], seed: 0, first, new VaeScore[1]));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(first), () => vae.ReconstructSample(new float[784], seed: 0, first, new float[784]));
    }

    [Fact]
    public void No_data_give_no_results()
    {
        Assert.Equal(0, vae.Encode([]).Mean.Length);
        Assert.Empty(vae.Decode([]));
        Assert.Empty(vae.Reconstruct([]));
        Assert.Empty(vae.Sample(0, seed: 0));
        Assert.Empty(vae.Score([], seed: 0));
        vae.LogLikelihood([], samples: 3, seed: 0, []);
    }
}
