using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using VaeOnnx.Pictures;

namespace VaeOnnx.Tools.VaeTrain.Options;

/// <summary>An option with the size of a picture, width first: 64x48, or 28 for a square.</summary>
internal sealed class SizeOption : Option<PictureSize?>
{
    public SizeOption(string name, string description)
        : base(name)
    {
        HelpName = "WxH";
        Description = description;
        CustomParser = Parse;
    }

    private static PictureSize? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        int?[] sides = [.. text.Split('x').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out int pixels) ? pixels : (int?)null)];
        switch (sides)
        {
            case [{ } side]:
                return new(side, side);
            case [{ } width, { } height]:
                return new(width, height);
            default:
                result.AddError($"{result.Argument.Name} takes a width and a height such as 64x48, or 28 for a square, not '{text}'.");
                return null;
        }
    }
}
