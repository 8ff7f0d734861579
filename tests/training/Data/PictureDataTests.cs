using SkiaSharp;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Pictures;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;

namespace VaeOnnx.Tests.Training.Data;

public sealed class PictureDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_of_pictures_is_read_in_the_order_of_its_names_and_every_tenth_is_held_out()
    {
        for (int i = 0; i < 20; i++) Save($"{i:00}.png", 4, 4, Grey(10 * i));

        var data = Load();

        Assert.Equal((18, 2), (data.Train.Count, data.Test.Count));
        Assert.Equal([4, 4], data.Train.Shape);
        Assert.Equal(90 / 255f, data.Test[0][5]);
        Assert.Equal(190 / 255f, data.Test[1][5]);
        Assert.Equal(100 / 255f, data.Train[9][5]);
        Assert.Null(data.Train.Labels);
    }

    [Fact]
    public void Folders_in_a_folder_are_classes_in_the_order_of_their_names()
    {
        for (int i = 0; i < 10; i++)
        {
            Save($"dog/{i}.png", 4, 4, Grey(200));
            Save($"Cat/{i}.png", 4, 4, Grey(100));
        }

        Save(".hidden/0.png", 4, 4, Grey(0));

        var data = Load();

        Assert.Equal((18, 2), (data.Train.Count, data.Test.Count));
        Assert.Equal(["Cat", "dog"], data.Train.ClassNames!);
        Assert.Equal((2, 2), (data.Train.Classes, data.Test.Classes));
        Assert.Equal([0, 1], data.Test.Labels!);
        Assert.Equal([0, 1, 0, 1], data.Train.Labels!.Take(4)); // In turn, so that the first few are of all classes.
        Assert.All(Enumerable.Range(0, 18), i => Assert.Equal(100 * (1 + data.Train.Labels![i]) / 255f, data.Train[i][5]));
    }

    [Theory]
    [InlineData("test")]
    [InlineData("val")]
    public void Train_and_test_stand_in_folders_of_their_own(string test)
    {
        Save("train/a/0.png", 4, 4, Grey(10));
        Save("train/b/0.png", 4, 4, Grey(20));
        Save($"{test}/a/0.png", 4, 4, Grey(30));
        Save($"{test}/b/0.png", 4, 4, Grey(40));

        var data = Load();

        Assert.Equal((2, 2), (data.Train.Count, data.Test.Count));
        Assert.Equal([0, 1], data.Test.Labels!);
        Assert.Equal(40 / 255f, data.Test[1][5]);
    }

    [Fact]
    public void Another_folder_may_be_tested_on()
    {
        Save("one/0.png", 4, 4, Grey(10));
        Save("other/0.png", 4, 4, Grey(20));

        var data = Load(options => options with { Data = folder["one"], TestData = folder["other"] });

        Assert.Equal((1, 1), (data.Train.Count, data.Test.Count));
        Assert.Equal(20 / 255f, data.Test[0][5]);
    }

    [Fact]
    public void Pictures_of_any_size_are_cut_to_one()
    {
        for (int i = 0; i < 10; i++) Save($"{i}.jpg", 20 + (7 * i), 50 - i, SKColors.Red, SKEncodedImageFormat.Jpeg);

        var data = Load(options => options with { Resize = new(8, 12) });

        Assert.Equal([3, 12, 8], data.Train.Shape);
        Assert.InRange(data.Train[0][50], 0.95f, 1);
        Assert.InRange(data.Train[0][96 + 50], 0, 0.05f);
    }

    [Fact]
    public void Colours_become_greys_where_that_is_asked_for()
    {
        for (int i = 0; i < 10; i++) Save($"{i}.png", 4, 4, i % 2 == 0 ? SKColors.Red : SKColors.White);

        var data = Load(options => options with { Color = PictureColor.Grey });

        Assert.Equal([4, 4], data.Train.Shape);
        Assert.Equal(0.299f, data.Train[0][5], 1e-6f);
        Assert.Equal(1, data.Train[1][5], 1e-6f);
    }

    [Fact]
    public void Greys_become_colours_where_that_is_asked_for()
    {
        for (int i = 0; i < 10; i++) Save($"{i}.png", 4, 4, Grey(51));

        var data = Load(options => options with { Color = PictureColor.Rgb });

        Assert.Equal([3, 4, 4], data.Train.Shape);
        Assert.All(data.Train[0].ToArray(), value => Assert.Equal(0.2f, value, 1e-6f));
    }

    [Fact]
    public void Pictures_of_several_sizes_need_a_rule()
    {
        Fill();
        Save("4.png", 5, 4, Grey(1));
        Refusal.Of(ErrorKind.Input, () => Load(), "4.png: is 5 x 4 pixels", "0.png is 4 x 4", "--resize 4x4");
    }

    [Fact]
    public void Colours_among_greys_need_a_rule()
    {
        Fill();
        Save("4.png", 4, 4, SKColors.Red);
        Refusal.Of(ErrorKind.Input, () => Load(), "4.png: is in colour", "0.png is grey", "--color grey or --color rgb");
    }

    [Fact]
    public void The_first_picture_that_cannot_be_read_is_named_whatever_thread_met_it()
    {
        Fill();
        foreach (var name in new[] { "3.png", "5.png", "8.png" }) folder.Write(name, "no picture");
        Assert.All(Enumerable.Range(0, 20), _ => Refusal.Of(ErrorKind.Input, () => Load(), "3.png: is no PNG or JPEG picture"));
    }

    [Fact]
    public void A_picture_that_is_cut_off_is_named()
    {
        Fill();
        folder.Write("4.png", File.ReadAllBytes(folder["4.png"])[..^30]);
        Refusal.Of(ErrorKind.Input, () => Load(), "4.png: is");
    }

    [Fact]
    public void An_empty_folder_says_what_could_be_in_it() =>
        Refusal.Of(ErrorKind.Input, () => Load(), $"{folder.Path}: holds no .png, .jpg or .jpeg file", "train-images-idx3-ubyte", "train.npy");

    [Fact]
    public void A_class_without_pictures_is_named()
    {
        Save("cat/0.png", 4, 4, Grey(1));
        Directory.CreateDirectory(folder["dog"]);
        Refusal.Of(ErrorKind.Input, () => Load(), "dog: holds no .png", "classes");
    }

    [Fact]
    public void Pictures_beside_classes_are_refused()
    {
        Save("cat/0.png", 4, 4, Grey(1));
        Save("0.png", 4, 4, Grey(1));
        Refusal.Of(ErrorKind.Input, () => Load(), "holds pictures, and so does cat/ in it");
    }

    [Fact]
    public void Too_few_pictures_to_hold_some_out_are_refused()
    {
        Save("0.png", 4, 4, Grey(1));
        Refusal.Of(ErrorKind.Input, () => Load(), "1 pictures are too few", "test_data", "train/ and test/");
    }

    [Fact]
    public void A_training_set_without_a_test_set_is_refused()
    {
        Save("train/0.png", 4, 4, Grey(1));
        Refusal.Of(ErrorKind.Input, () => Load(), "has train/, and neither test/ nor val/");
    }

    [Fact]
    public void A_test_set_of_other_classes_is_refused()
    {
        Save("train/cat/0.png", 4, 4, Grey(1));
        Save("train/dog/0.png", 4, 4, Grey(1));
        Save("test/dog/0.png", 4, 4, Grey(1));
        Refusal.Of(ErrorKind.Input, () => Load(), "test: has the classes dog, and", "has cat, dog");
    }

    [Fact]
    public void More_classes_than_a_label_can_name_are_refused()
    {
        Save("000/0.png", 4, 4, Grey(1));
        for (int i = 1; i <= 256; i++)
        {
            Directory.CreateDirectory(folder[$"{i:000}"]);
            File.Copy(folder["000", "0.png"], folder[$"{i:000}", "0.png"]);
        }

        Refusal.Of(ErrorKind.Input, () => Load(), "has 257 folders of pictures; at most 256 classes");
    }

    [Fact]
    public void A_size_for_data_that_are_no_pictures_is_refused() => Refusal.Of(
        ErrorKind.Usage, () => TrainingData.Load(new() { Data = Fixtures.Path("mnist"), Resize = new(28, 28) }), "resize is for folders of pictures", "mnist is none");

    [Fact]
    public void Colours_for_data_that_are_no_pictures_are_refused()
    {
        NpyArray.Of(new float[40], 20, 2).Write(folder["x.npy"]);
        Refusal.Of(ErrorKind.Usage, () => TrainingData.Load(new() { Data = folder["x.npy"], Color = PictureColor.Rgb }), "color is for folders of pictures", "x.npy is none");
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        Fill();
        Assert.ThrowsAny<OperationCanceledException>(() => TrainingData.Load(new() { Data = folder.Path }, new CancellationToken(canceled: true)));
    }

    [SkippableTheory]
    [InlineData(53, 37, 16, 16)]
    [InlineData(37, 53, 16, 12)]
    [InlineData(9, 7, 16, 16)]
    [InlineData(64, 64, 28, 28)]
    [InlineData(101, 20, 20, 20)]
    public void Pictures_are_resized_as_torchvision_does(int width, int height, int targetWidth, int targetHeight)
    {
        // Every pixel another colour.
        using (var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque)))
        {
            var random = new Random(1);
            for (int i = 0; i < width * height; i++) bitmap.SetPixel(i % width, i / width, new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)));
            using var file = File.Create(folder["a.png"]);
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        }

        float[] whole = Read(new(3, height, width)), cut = Read(new(3, targetHeight, targetWidth));
        NpyArray.Of(whole, 1, 3, height, width).Write(folder["whole.npy"]);
        Python.Run(
            """
            import sys, numpy, torch
            folder, W, H = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
            x = torch.from_numpy(numpy.load(folder + "/whole.npy"))
            h, w = x.shape[2:]
            size = (h * W // w, W) if W * h >= H * w else (H, w * H // h)
            x = torch.nn.functional.interpolate(x, size=size, mode="bilinear", antialias=True, align_corners=False)
            top, left = int(round((size[0] - H) / 2.0)), int(round((size[1] - W) / 2.0))
            numpy.save(folder + "/cut.npy", x[0, :, top:top + H, left:left + W].contiguous().numpy())
            """,
            folder.Path,
            $"{targetWidth}",
            $"{targetHeight}");

        // Two sums in float32 of at most 12 positive terms of together at most 1: 2 · 13 · 2⁻²⁴ there, and none here to speak of.
        Assert.All(cut.Zip(NpyArray.Read(folder["cut.npy"]).AsSingles()), pair => Assert.Equal(pair.Second, pair.First, 1.6e-6f));

        float[] Read(PictureShape shape)
        {
            using var file = PictureFile.Open(folder["a.png"]);
            var picture = new float[shape.Length];
            file.Read(shape, picture);
            return picture;
        }
    }

    private TrainingData Load(Func<TrainingOptions, TrainingOptions>? change = null)
    {
        var options = new TrainingOptions { Data = folder.Path };
        return TrainingData.Load(change?.Invoke(options) ?? options);
    }

    private void Fill()
    {
        for (int i = 0; i < 10; i++) Save($"{i}.png", 4, 4, Grey(20 * i));
    }

    private static SKColor Grey(int value) => new((byte)value, (byte)value, (byte)value);

    /// <summary>A picture of one colour.</summary>
    private void Save(string name, int width, int height, SKColor colour, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        bool grey = colour.Red == colour.Green && colour.Green == colour.Blue && colour != SKColors.White;
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, grey ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(colour);
        using var file = File.Create(folder[name]);
        bitmap.Encode(file, format, 100);
    }
}
