using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace VaeOnnx.Tools;

/// <summary>An option with a number, which may be left out.</summary>
internal sealed class NumberOption<T> : Option<T?>
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    public NumberOption(string name, string helpName, string description)
        : base(name)
    {
        HelpName = helpName;
        Description = description;
        CustomParser = Parse;
    }

    /// <summary>The least that it takes.</summary>
    public T Least { get; init; } = T.MinValue;

    /// <summary>The most that it takes.</summary>
    public T Most { get; init; } = T.MaxValue;

    private T? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (!T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            result.AddError($"{Name} takes {(number is double ? "a number" : "a whole number")}, not '{text}'.");
        else if (number < Least)
            result.AddError($"{Name} is at least {Least}.");
        else if (number > Most)
            result.AddError($"{Name} is at most {Most}.");
        else
            return number;
        return null;
    }
}
