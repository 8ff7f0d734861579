using SkiaSharp;
using VaeOnnx.Inference;
using VaeOnnx.Pictures;
using VaeOnnx.Tests.Unit.Inference;

namespace VaeOnnx.Tests.Unit.Pictures;

public sealed class FigureTests : IDisposable
{
    private static readonly PlotSeries Limit = new("limit", [0, 1, 2], [1e-5, 1e-5, 1e-5]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Plots_stand_side_by_side_and_each_is_drawn()
    {
        new Figure()
            .Counts("counts", "group", "how many", ["a", "b"], ("one", [1, 1000]), ("other", [0, 10]))
            .Sizes("sizes", "element", "size", Limit, new PlotSeries("error", [0, 1, 2], [1e-7, 1e-6, 1e-4]))
            .Curves("curves", "epoch", "loss", new PlotSeries("train", [1, 2], [3, 2]))
            .Write(folder["figure.png"]);

        using var picture = SKBitmap.Decode(folder["figure.png"]);
        Assert.Equal((3 * 640, 440), (picture.Width, picture.Height));
        Assert.All([0, 640, 1280], left => Assert.True(Coloured(picture, left, 640) > 200));
    }

    [Fact]
    public void Learning_curves_stand_over_powers_of_ten_and_what_is_no_number_is_left_out()
    {
        new Figure()
            .Learning("learning", "data", "bound", new LearningCurve("small", [1e3, 1e5, 1e7], [-3, -1, -1], [-3, -2, double.NaN]), new LearningCurve("large", [1e5, 1e7], [-2, -1], [-2, -1]))
            .Write(folder["figure.png"]);

        using var picture = SKBitmap.Decode(folder["figure.png"]);
        Assert.True(Coloured(picture, 0, 640) > 200);
    }

    [Fact]
    public void Sizes_of_zero_and_what_is_no_number_are_left_out()
    {
        new Figure()
            .Sizes("nothing", "element", "size", Limit with { Y = [0, 0, 0] }, new PlotSeries("error", [0, 1, 2], [0, double.NaN, double.PositiveInfinity]))
            .Write(folder["figure.png"]);

        Assert.NotEqual(0, new FileInfo(folder["figure.png"]).Length);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named() =>
        Refusal.Of(ErrorKind.Output, () => new Figure().Curves("", "", "", Limit).Write(folder["none", "figure.png"]), "figure.png: cannot be written");

    private static int Coloured(SKBitmap picture, int left, int width) =>
        Enumerable.Range(left, width).Sum(x => Enumerable.Range(0, picture.Height).Count(y => picture.GetPixel(x, y) is var colour && colour.Red != colour.Blue));
}
