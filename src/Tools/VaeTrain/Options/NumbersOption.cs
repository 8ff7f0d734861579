using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace VaeOnnx.Tools.VaeTrain.Options;

/// <summary>An option with whole numbers, such as 500,300. Empty where it is not given.</summary>
internal sealed class NumbersOption : Option<int[]>
{
    private readonly string what;

    public NumbersOption(string name, string helpName, string what, string description)
        : base(name)
    {
        this.what = what;
        HelpName = helpName;
        Description = description;
        CustomParser = Parse;
    }

    private int[] Parse(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var numbers = new List<int>();
        foreach (var part in text.Split(','))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                result.AddError($"{Name} takes {what}, not '{text}'.");
                return [];
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }
}
