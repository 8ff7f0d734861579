using VaeOnnx.Inference.Lanes;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Inference.Scores;

/// <summary>The likelihood of data under what a decoder gave, by whatever it gives.</summary>
internal sealed class Reconstruction(PairSessions pair, PairFacts facts)
{
    private readonly int length = pair.Decoder.Outputs[0].Length;

    /// <summary>Numbers of scratch that <see cref="LogProbability"/> takes.</summary>
    public int ScratchLength => 2 * length;

    /// <summary>Refuses a pair for which there is no likelihood.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Unsupported"/>.</exception>
    public void EnsureScored()
    {
        if (facts.Likelihood == Likelihood.None)
            throw Refused("the model states no likelihood, so that it has no ELBO. Compare Reconstruct with the data instead");
        if (facts.Likelihood == Likelihood.Gaussian && facts.ReconVariance is null && pair.ReconLogVar is null)
            throw Refused("the decoder is Gaussian but gives no log-variance, and no fixed variance is stated");
        if (pair.Encoder.Input.Length != length)
            throw Refused($"data of {pair.Encoder.Input.Length} numbers are reconstructed as {length}");
    }

    /// <summary>log p(x|z) of one datum, in nats.</summary>
    /// <param name="data">x: [D]</param>
    /// <param name="decoder">Holds the outputs of a batch.</param>
    /// <param name="row">Which of them belongs to the datum.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>]</param>
    public double LogProbability(ReadOnlySpan<float> data, BoundGraph decoder, int row, Span<double> scratch)
    {
        var recon = Row(decoder, 0, row);
        if (facts.Likelihood == Likelihood.Bernoulli)
        {
            return pair.Logits is { } logits
                ? BernoulliDensity.OfLogits(data, Row(decoder, logits, row), scratch)
                : BernoulliDensity.OfProbabilities(data, recon);
        }

        return facts.ReconVariance is { } variance
            ? GaussianDensity.OfVariance(SquaredError(data, decoder, row), length, variance)
            : GaussianDensity.OfLogVar(data, recon, Row(decoder, pair.ReconLogVar!.Value, row));
    }

    /// <summary>Σ (x − recon)² of one datum.</summary>
    public double SquaredError(ReadOnlySpan<float> data, BoundGraph decoder, int row)
    {
        double sum = 0;
        var recon = Row(decoder, 0, row);
        for (int i = 0; i < data.Length; i++)
        {
            double difference = (double)data[i] - recon[i];
            sum += difference * difference;
        }

        return sum;
    }

    private ReadOnlySpan<float> Row(BoundGraph decoder, int output, int row) => decoder.Output(output, row + 1)[(row * length)..];

    private VaeOnnxException Refused(string why) => new(ErrorKind.Unsupported, $"{pair.Decoder.Name}: {why}.");
}
