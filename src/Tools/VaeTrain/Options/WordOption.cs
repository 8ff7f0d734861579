using System.CommandLine;
using System.CommandLine.Parsing;
using VaeOnnx.Training;

namespace VaeOnnx.Tools.VaeTrain.Options;

/// <summary>An option with one of a few words, those of <c>config.json</c>, which may be left out.</summary>
internal sealed class WordOption<T> : Option<T?>
    where T : struct, Enum
{
    private static readonly IReadOnlyList<string> Words = [.. Enum.GetValues<T>().Select(TrainingConfig.Word)];

    public WordOption(string name, string description)
        : base(name)
    {
        HelpName = string.Join('|', Words);
        Description = description;
        CustomParser = Parse;
        CompletionSources.Clear(); // The names that the values have in C#.
        CompletionSources.Add([.. Words]);
    }

    private static T? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        foreach (T value in Enum.GetValues<T>())
        {
            if (TrainingConfig.Word(value) == text) return value;
        }

        result.AddError($"{result.Argument.Name} takes {string.Join(", ", Words)}, not '{text}'.");
        return null;
    }
}
