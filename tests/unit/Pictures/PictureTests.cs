using SkiaSharp;
using VaeOnnx.Inference;
using VaeOnnx.Pictures;
using VaeOnnx.Tests.Unit.Inference;

namespace VaeOnnx.Tests.Unit.Pictures;

public sealed class PictureTests : IDisposable
{
    private static readonly PictureShape Grey = new(1, 2, 3);
    private static readonly PictureShape Colour = new(3, 2, 3);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_is_read_in_the_order_of_its_names()
    {
        Save("b.png", 3, 2, SKColors.White);
        Save("a.png", 3, 2, SKColors.Black);
        folder.Write("notes.txt", "not a picture");
        using var rows = PictureFolder.Open(folder.Path, Grey);
        var greys = new float[12];

        rows.Read(greys);

        Assert.Equal(2, rows.Count);
        Assert.Equal([2, 3], rows.Shape);
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1], greys);
    }

    [Fact]
    public void Colours_are_read_channel_by_channel()
    {
        Save("a.png", 3, 2, new SKColor(255, 51, 0));
        using var rows = PictureFolder.Open(folder.Path, Colour);
        var colours = new float[18];

        rows.Read(colours);

        Assert.Equal([3, 2, 3], rows.Shape);
        Assert.Equal(1f, colours[0]);
        Assert.Equal(51 / 255f, colours[6]);
        Assert.Equal(0f, colours[12]);
    }

    [Fact]
    public void Colours_become_greys_where_the_model_has_one_channel()
    {
        Save("a.png", 3, 2, new SKColor(255, 0, 0));
        using var rows = PictureFolder.Open(folder.Path, Grey);
        var greys = new float[6];

        rows.Read(greys);

        Assert.Equal(0.299f, greys[0], 1e-6f);
    }

    [Fact]
    public void A_picture_of_another_size_is_named()
    {
        Save("small.png", 2, 2, SKColors.Red);
        using var rows = PictureFolder.Open(folder.Path, Grey);

        Refusal.Of(ErrorKind.Input, () => rows.Read(new float[6]), "small.png", "2 x 2", "3 x 2");
    }

    [Fact]
    public void A_file_that_is_no_picture_is_named()
    {
        folder.Write("a.png", "no picture");
        using var rows = PictureFolder.Open(folder.Path, Grey);

        Refusal.Of(ErrorKind.Input, () => rows.Read(new float[6]), "a.png: is no PNG or JPEG picture");
    }

    [Fact]
    public void A_picture_that_is_cut_off_is_named()
    {
        Save("a.png", 3, 2, SKColors.Red);
        File.WriteAllBytes(folder["a.png"], File.ReadAllBytes(folder["a.png"])[..50]);
        using var rows = PictureFolder.Open(folder.Path, Grey);

        Refusal.Of(ErrorKind.Input, () => rows.Read(new float[6]), "a.png: is");
    }

    [Fact]
    public void A_folder_without_pictures_is_refused() => Refusal.Of(ErrorKind.Input, () => PictureFolder.Open(folder.Path, Grey), "holds no .png");

    [Fact]
    public void A_grid_shows_the_pictures_it_was_given()
    {
        var grid = new PictureGrid(Grey, count: 3, columns: 2);
        grid.Add([0, 0.2f, 0.4f, 0.6f, 0.8f, 1]);
        grid.Add([1, 1, 1, 1, 1, 1]);
        grid.Add([float.NaN, -1, 2, 0.5f, 0.5f, 0.5f]);
        grid.Write(folder["grid.png"]);

        using var picture = SKBitmap.Decode(folder["grid.png"]);
        Assert.Equal((12, 10), (picture.Width, picture.Height));
        Assert.Equal([0, 51, 102], Row(picture, left: 2, top: 2));
        Assert.Equal([153, 204, 255], Row(picture, left: 2, top: 3));
        Assert.Equal([255, 255, 255], Row(picture, left: 7, top: 2));
        Assert.Equal([0, 0, 255], Row(picture, left: 2, top: 6));
        Assert.Equal([0, 0, 0], Row(picture, left: 7, top: 6));
    }

    [Fact]
    public void A_grid_that_would_be_too_large_is_refused() =>
        Refusal.Of(ErrorKind.Usage, () => _ = new PictureGrid(new(1, 1000, 1000), 1000, 30), "ask for fewer");

    [Theory]
    [InlineData(28L)]
    [InlineData(2L, 28L, 28L)]
    [InlineData(0L, 28L)]
    public void Sizes_that_are_no_picture_are_refused(params long[] sizes) => Refusal.Of(ErrorKind.Usage, () => PictureShape.Of(sizes), "no shape of a picture");

    private static byte[] Row(SKBitmap picture, int left, int top) => [.. Enumerable.Range(left, 3).Select(x => picture.GetPixel(x, top).Red)];

    private void Save(string name, int width, int height, SKColor colour)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(colour);
        using var file = File.Create(folder[name]);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }
}
