using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace VaeOnnx.Tools.VaeParity;

/// <summary>--atol and --rtol, which go together.</summary>
internal sealed class ToleranceOptions
{
    public Option<double?> Absolute { get; } = new("--atol") { HelpName = "A", Description = "Absolute tolerance, together with --rtol; by default that of torch.testing.assert_close for the type.", CustomParser = Parse };

    public Option<double?> Relative { get; } = new("--rtol") { HelpName = "R", Description = "Relative tolerance.", CustomParser = Parse };

    private static double? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return number;
        result.AddError($"{result.Argument.Name} takes a number, not '{text}'.");
        return null;
    }
}
