using System.CommandLine;
using VaeOnnx.Inference;
using VaeOnnx.Training;

namespace VaeOnnx.Tools.VaeTrain.Options;

/// <summary>All options of a run on the command line: a preset, a file, and on top of them each by itself.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> preset = new("--preset") { HelpName = "NAME", Description = $"The settings of a published program: {string.Join(", ", TrainingPresets.Names)} (the first)." };
    private readonly Option<string> config = new("--config") { HelpName = "FILE.json", Description = "Options as in the config.json of a run, all or some of them." };
    private readonly NumberOption<long> seed = new("--seed", "S", "Seed of the weights, the order of the data and all draws.");
    private readonly NumberOption<int> threads = new("--threads", "N", "Threads, another number of which rounds differently (one a processor).");

    public RunOptions()
    {
        preset.CompletionSources.Add([.. TrainingPresets.Names]);
    }

    /// <summary>Those of the run as a whole, and what the others begin from.</summary>
    public IReadOnlyList<Option> OfRun => [preset, config, seed, threads];

    /// <summary>All others, by their purpose.</summary>
    public IReadOnlyList<OptionGroup> Groups { get; } = [new DataOptions(), new ModelOptions(), new ObjectiveOptions(), new OptimizerOptions()];

    /// <summary>The options of a new run.</summary>
    public TrainingOptions Of(ParseResult parsed) => Apply(parsed, TrainingPresets.Of(TrainingPresets.Names[0]));

    /// <summary>Options of a run that goes on, with what the command line says instead.</summary>
    /// <exception cref="VaeOnnxException">A preset that there is not, a file that cannot be used, or options that contradict each other.</exception>
    public TrainingOptions Apply(ParseResult parsed, TrainingOptions options)
    {
        if (parsed.GetValue(preset) is { } name) options = TrainingPresets.Of(name);
        if (parsed.GetValue(config) is { } file) options = Read(file, options, parsed.GetValue(preset));
        options = options with { Seed = parsed.GetValue(seed) ?? options.Seed, Threads = parsed.GetValue(threads) ?? options.Threads };
        return Groups.Aggregate(options, (so, group) => group.Apply(parsed, so));
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
}
