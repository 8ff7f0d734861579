using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace VaeOnnx.Tools.VaeTrain.Options;

/// <summary>An option with a number, which may be left out.</summary>
internal sealed class NumberOption<T> : Option<T?>
    where T : struct, INumber<T>
{
    public NumberOption(string name, string helpName, string description)
        : base(name)
    {
        HelpName = helpName;
        Description = description;
        CustomParser = Parse;
    }

    private static T? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        result.AddError($"{result.Argument.Name} takes {(number is double ? "a number" : "a whole number")}, not '{text}'.");
        return null;
    }
}
