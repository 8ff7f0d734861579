using SkiaSharp;
using VaeOnnx.Inference;
using VaeOnnx.Pictures;
using VaeOnnx.Tests.Unit.Inference;

namespace VaeOnnx.Tests.Unit.Pictures;

public sealed class PictureTableTests : IDisposable
{
    private static readonly PictureShape Grey = new(1, 2, 3);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Greys_and_colours_stand_in_rows()
    {
        var table = new PictureTable(Grey, ["[0]", "[7]"]);
        table.AddRow("greys", [[0, 0.2f, 0.4f, 0.6f, 0.8f, 1], [1, 1, 1, 1, 1, 1]]);
        table.AddRow("colours", [[1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [.. Enumerable.Repeat(0f, 18)]]);
        table.Write(folder["table.png"]);

        using var picture = SKBitmap.Decode(folder["table.png"]);
        // 28 times as large, to be seen: 84 x 56 pixels each, after the words.
        Assert.Equal((130 + (2 * 90), 24 + (2 * 62)), (picture.Width, picture.Height));
        Assert.Equal(new SKColor(51, 51, 51), picture.GetPixel(130 + 28 + 14, 24 + 14));
        Assert.Equal(SKColors.White, picture.GetPixel(130 + 90 + 14, 24 + 14));
        Assert.Equal(SKColors.Red, picture.GetPixel(130 + 14, 24 + 62 + 14));
        Assert.Equal(SKColors.Black, picture.GetPixel(130 + 90 + 14, 24 + 62 + 14));
    }

    [Fact]
    public void A_row_of_another_length_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PictureTable(Grey, ["[0]"]).AddRow("two", [new float[6], new float[6]]));

    [Fact]
    public void A_file_that_cannot_be_written_is_named()
    {
        var table = new PictureTable(Grey, ["[0]"]);
        table.AddRow("one", [new float[6]]);

        Refusal.Of(ErrorKind.Output, () => table.Write(folder["none", "table.png"]), "table.png: cannot be written");
    }

    [Fact]
    public void Differences_are_red_above_and_blue_below_and_white_at_zero()
    {
        float[] colours = SignedColours.Of([2, -2, 0, 1, double.NaN, 5], Grey, greatest: 2);

        Assert.Equal([1, 0, 1, 1, 0, 1], colours[..6]);
        Assert.Equal([0, 0, 1, 0.5f, 0, 0], colours[6..12]);
        Assert.Equal([0, 1, 1, 0.5f, 0, 0], colours[12..]);
    }

    [Fact]
    public void Of_several_channels_the_greatest_difference_is_shown()
    {
        float[] colours = SignedColours.Of([1, 0, -2, 0, 0, double.NaN], new(3, 1, 2), greatest: 2);

        Assert.Equal([0, 0], colours[..2]);
        Assert.Equal([1, 0], colours[4..]);
    }
}
