using System.CommandLine;
using VaeOnnx.Inference;
using VaeOnnx.Training;

namespace VaeOnnx.Tools.VaeTrain.Options;

/// <summary>Options of a run that belong together, on the command line.</summary>
internal abstract class OptionGroup
{
    /// <summary>What they are for: their title in the help.</summary>
    public abstract string Purpose { get; }

    /// <summary>In the order of the help.</summary>
    public abstract IReadOnlyList<Option> All { get; }

    /// <summary>The options with what the command line says instead.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: one that means nothing beside the others.</exception>
    public abstract TrainingOptions Apply(ParseResult parsed, TrainingOptions options);

    /// <summary>Whether the option stands on the command line.</summary>
    protected static bool Given(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>A flag, which may be followed by true or false.</summary>
    protected static bool Flag(ParseResult parsed, Option<bool> option, bool otherwise) => Given(parsed, option) ? parsed.GetValue(option) : otherwise;

    /// <summary>Refuses an option that would be read by nothing.</summary>
    protected static void Require(ParseResult parsed, Option option, bool used, string what)
    {
        if (Given(parsed, option) && !used) throw new VaeOnnxException(ErrorKind.Usage, $"{option.Name} {what}.");
    }
}
