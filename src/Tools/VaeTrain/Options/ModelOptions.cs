using System.CommandLine;
using VaeOnnx.Training;

namespace VaeOnnx.Tools.VaeTrain.Options;

/// <summary>What is trained.</summary>
internal sealed class ModelOptions : OptionGroup
{
    /// <summary>Those of the preset conv-mnist.</summary>
    private static readonly int[] DefaultChannels = [32, 64];

    private readonly WordOption<ModelKind> model = new("--model", "Linear layers alone (mlp), or convolutions before them (conv).");
    private readonly NumbersOption channels = new("--channels", "32,64", "numbers of channels such as 32,64", "Channels of the convolutions, each of which halves the picture; the decoder has them in reverse.");
    private readonly NumbersOption hidden = new("--hidden", "400", "widths such as 400 or 500,300", "Widths of the encoder's hidden layers, such as 400 or 500,300; the decoder has them in reverse.");
    private readonly NumberOption<int> latent = new("--latent", "20", "Number of latent dimensions.");
    private readonly WordOption<HiddenActivation> activation = new("--activation", "The function after each hidden layer.");
    private readonly WordOption<WeightInit> init = new("--init", "How the weights begin: as torch.nn.Linear, as flax.linen.Dense, or normal of variance 0.01.");
    private readonly Option<bool> conditional = new("--conditional") { HelpName = "true|false", Description = "Give the label to the encoder and the decoder; the data need labels." };
    private readonly WordOption<LikelihoodKind> likelihood = new("--likelihood", "p(x|z) of the decoder.");
    private readonly NumberOption<double> variance = new("--variance", "V", "The variance of a gaussian decoder (learned).");
    private readonly Option<bool> sigmoidMean = new("--sigmoid-mean") { HelpName = "true|false", Description = "The means of a gaussian decoder pass a sigmoid." };

    /// <summary>The two kinds of layers that there are.</summary>
    private enum ModelKind
    {
        Mlp,
        Conv,
    }

    public override string Purpose => "The model";

    public override IReadOnlyList<Option> All => [model, channels, hidden, latent, activation, init, conditional, likelihood, variance, sigmoidMean];

    public override TrainingOptions Apply(ParseResult parsed, TrainingOptions options)
    {
        var kind = parsed.GetValue(model);
        Require(parsed, channels, kind != ModelKind.Mlp, "are those of convolutions: give --model conv, or leave --model out");
        return options with
        {
            // A list that is not given is an empty one here.
            Channels = parsed.GetValue(channels) is { Length: > 0 } counts ? counts : Channels(kind, options.Channels),
            Hidden = parsed.GetValue(hidden) is { Length: > 0 } widths ? widths : options.Hidden,
            Latent = parsed.GetValue(latent) ?? options.Latent,
            Activation = parsed.GetValue(activation) ?? options.Activation,
            Init = parsed.GetValue(init) ?? options.Init,
            Conditional = Flag(parsed, conditional, options.Conditional),
            Likelihood = parsed.GetValue(likelihood) ?? options.Likelihood,
            Variance = parsed.GetValue(variance) ?? options.Variance,
            SigmoidMean = Flag(parsed, sigmoidMean, options.SigmoidMean),
        };
    }

    private static IReadOnlyList<int> Channels(ModelKind? kind, IReadOnlyList<int> before) => kind switch
    {
        ModelKind.Mlp => [],
        ModelKind.Conv when before.Count == 0 => DefaultChannels,
        _ => before,
    };
}
