using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;

namespace VaeOnnx.Tests.Training.Models;

/// <summary>Every decoder of Kingma and Welling, appendix C, on every network, with and without labels.</summary>
public sealed class DecoderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<bool, bool, LikelihoodKind, bool, double?> Decoders
    {
        get
        {
            var all = new TheoryData<bool, bool, LikelihoodKind, bool, double?>();
            foreach (bool convolutional in new[] { false, true })
            {
                foreach (bool conditional in new[] { false, true })
                {
                    all.Add(convolutional, conditional, LikelihoodKind.Bernoulli, false, null);
                    all.Add(convolutional, conditional, LikelihoodKind.Gaussian, false, null);
                    all.Add(convolutional, conditional, LikelihoodKind.Gaussian, false, 0.25);
                    all.Add(convolutional, conditional, LikelihoodKind.Gaussian, true, null);
                    all.Add(convolutional, conditional, LikelihoodKind.Gaussian, true, 0.25);
                }
            }

            return all;
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Decoders))]
    public void It_trains_exports_verified_and_scores_as_it_was_trained(bool convolutional, bool conditional, LikelihoodKind likelihood, bool sigmoidMean, double? variance)
    {
        var options = SmallRun.Options with
        {
            Channels = convolutional ? [2, 4] : [],
            Conditional = conditional,
            Likelihood = likelihood,
            SigmoidMean = sigmoidMean,
            Variance = variance,
            Hidden = [8],
            Latent = 3,
            Batch = 200,
        };
        using var trainer = SmallRun.Trainer(options);
        // By the training set: ten steps leave the running statistics, by which a test goes, where they began.
        double first = trainer.RunEpoch().Train.Loss;
        Assert.True(trainer.RunEpoch().Train.Loss < first);
        TrainedModel.AssertExports(trainer, folder);
    }
}
