using System.CommandLine;
using VaeOnnx.Training;

namespace VaeOnnx.Tools.VaeTrain.Options;

/// <summary>What is minimised.</summary>
internal sealed class ObjectiveOptions : OptionGroup
{
    private readonly NumberOption<double> beta = new("--beta", "B", "Factor of the divergence from the prior (1: the ELBO).");
    private readonly NumberOption<int> warmUp = new("--warm-up", "N", "Epochs in which that factor grows from 0.");
    private readonly NumberOption<double> freeBits = new("--free-bits", "NATS", "Nats of divergence that each latent dimension has free.");
    private readonly NumberOption<int> samples = new("--samples", "L", "Draws of the posterior for each datum and step (1).");
    private readonly WordOption<ElboEstimator> estimator = new("--estimator", "The divergence in closed form, or estimated at the draws.");

    public override string Purpose => "The objective";

    public override IReadOnlyList<Option> All => [beta, warmUp, freeBits, samples, estimator];

    public override TrainingOptions Apply(ParseResult parsed, TrainingOptions options) => options with
    {
        Beta = parsed.GetValue(beta) ?? options.Beta,
        WarmUpEpochs = parsed.GetValue(warmUp) ?? options.WarmUpEpochs,
        FreeBits = parsed.GetValue(freeBits) ?? options.FreeBits,
        Samples = parsed.GetValue(samples) ?? options.Samples,
        Estimator = parsed.GetValue(estimator) ?? options.Estimator,
    };
}
