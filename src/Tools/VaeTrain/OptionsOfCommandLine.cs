using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using VaeOnnx.Inference;
using VaeOnnx.Training;

namespace VaeOnnx.Tools.VaeTrain;

/// <summary>The options of a run on the command line: a preset, a file, and on top of them the most common ones by themselves.</summary>
internal sealed class OptionsOfCommandLine
{
    private readonly Option<string> preset = new("--preset") { HelpName = "NAME", Description = $"The settings of a published program: {string.Join(", ", TrainingPresets.Names)} (the first)." };
    private readonly Option<string> config = new("--config") { HelpName = "FILE.json", Description = "Options as in the config.json of a run, all or some of them." };
    private readonly Option<string> data = new("--data") { HelpName = "DIR|FILE", Description = "A folder with the files of MNIST or with train.npy and test.npy, or one idx or .npy file (fixtures/mnist inside the repository)." };
    private readonly NumberOption<int> epochs = new("--epochs", "N", "Passes over the training set.");
    private readonly NumberOption<long> seed = new("--seed", "S", "Seed of the weights, the order of the data and all draws.");
    private readonly Option<int[]> hidden = new("--hidden") { HelpName = "400", Description = "Widths of the encoder's hidden layers, such as 400 or 500,300; the decoder has them in reverse.", CustomParser = Widths };
    private readonly NumberOption<int> latent = new("--latent", "20", "Number of latent dimensions.");
    private readonly NumberOption<double> beta = new("--beta", "B", "Factor of the divergence from the prior (1: the ELBO).");
    private readonly NumberOption<int> batch = new("--batch", "128", "Data in a step.");
    private readonly NumberOption<double> learningRate = new("--lr", "1e-3", "The size of the first step.");

    public IEnumerable<Option> All => [preset, config, data, epochs, seed, hidden, latent, beta, batch, learningRate];

    /// <summary>The options of a new run.</summary>
    public TrainingOptions Of(ParseResult parsed) => Apply(parsed, TrainingPresets.Of(TrainingPresets.Names[0]));

    /// <summary>Options of a run that goes on, with what the command line says instead.</summary>
    /// <exception cref="VaeOnnxException">A preset that there is not, or a file that cannot be used.</exception>
    public TrainingOptions Apply(ParseResult parsed, TrainingOptions options)
    {
        if (parsed.GetValue(preset) is { } name) options = TrainingPresets.Of(name);
        if (parsed.GetValue(config) is { } file) options = Read(file, options, parsed.GetValue(preset));
        return options with
        {
            Data = parsed.GetValue(data) ?? options.Data,
            Epochs = parsed.GetValue(epochs) ?? options.Epochs,
            Seed = parsed.GetValue(seed) ?? options.Seed,
            // An array that is not given is an empty one here.
            Hidden = parsed.GetValue(hidden) is { Length: > 0 } widths ? widths : options.Hidden,
            Latent = parsed.GetValue(latent) ?? options.Latent,
            Beta = parsed.GetValue(beta) ?? options.Beta,
            Batch = parsed.GetValue(batch) ?? options.Batch,
            LearningRate = parsed.GetValue(learningRate) ?? options.LearningRate,
        };
    }

    private static TrainingOptions Read(string file, TrainingOptions defaults, string? preset)
    {
        var options = TrainingConfig.Read(file, defaults);
        if (preset is not null && options.Preset != preset)
            throw new VaeOnnxException(ErrorKind.Usage, $"--preset {preset}: {file} is of the preset {options.Preset}; leave one of the two out.");
        try
        {
            options.Validate();
            return options;
        }
        catch (VaeOnnxException error)
        {
            throw new VaeOnnxException(error.Kind, $"{file}: {error.Message}", error);
        }
    }

    private static int[] Widths(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var widths = new List<int>();
        foreach (var part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int width))
            {
                result.AddError($"--hidden takes widths such as 400 or 500,300, not '{text}'.");
                return [];
            }

            widths.Add(width);
        }

        return [.. widths];
    }
}
