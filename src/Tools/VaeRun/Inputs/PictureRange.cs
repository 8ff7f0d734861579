using System.Globalization;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Inputs;

/// <summary>The numbers that a pair takes and gives for black and white; pictures have 0 and 1.</summary>
/// <param name="Black">The number of black.</param>
/// <param name="White">The number of white.</param>
/// <param name="Binary">Whether greys are rounded to one of them.</param>
internal sealed record PictureRange(float Black, float White, bool Binary)
{
    public static PictureRange None { get; } = new(0, 1, Binary: false);

    /// <summary>What the encoder wants.</summary>
    public static PictureRange OfInput(Vae vae) => vae.Metadata?.InputRange switch
    {
        null => None,
        "binary" => None with { Binary = true },
        var text => Parse(text),
    };

    /// <summary>What the decoder gives: probabilities, or values in the encoder's range.</summary>
    public static PictureRange OfOutput(Vae vae) => vae.Likelihood == Likelihood.Bernoulli ? None : OfInput(vae) with { Binary = false };

    /// <summary>Numbers of pictures, in place, as the pair wants them.</summary>
    public void FromPictures(Span<float> values)
    {
        if (this == None) return;
        foreach (ref float value in values)
        {
            if (Binary) value = value >= 0.5f ? 1 : 0;
            value = Black + (value * (White - Black));
        }
    }

    /// <summary>Numbers of the pair as those of pictures.</summary>
    public void ToPictures(ReadOnlySpan<float> values, Span<float> pictures)
    {
        for (int i = 0; i < values.Length; i++) pictures[i] = (values[i] - Black) / (White - Black);
    }

    // The contract has made sure that these are two numbers in order.
    private static PictureRange Parse(string text)
    {
        var bounds = text.Split(',');
        return new(float.Parse(bounds[0], CultureInfo.InvariantCulture), float.Parse(bounds[1], CultureInfo.InvariantCulture), Binary: false);
    }
}
