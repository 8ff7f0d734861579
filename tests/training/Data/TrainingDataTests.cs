using System.Buffers.Binary;
using System.IO.Compression;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;

namespace VaeOnnx.Tests.Training.Data;

public sealed class TrainingDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void MNIST_is_read_as_it_is_published()
    {
        var data = Load(Fixtures.Path("mnist"));

        Assert.Equal((60000, 10000), (data.Train.Count, data.Test.Count));
        Assert.Equal([28, 28], data.Train.Shape);
        Assert.Equal([5, 0, 4, 1], data.Train.Labels!.Take(4));
        Assert.Equal([7, 2, 1, 0], data.Test.Labels!.Take(4));
        Assert.Equal(27525, data.Train[0].ToArray().Sum(grey => (int)MathF.Round(grey * 255))); // The first picture, a five.
    }

    [Fact]
    public void Plain_files_are_read_as_those_in_gzip()
    {
        WriteMnist(gzip: false);
        var plain = Load(folder.Path);
        WriteMnist(gzip: true);
        foreach (var file in Directory.GetFiles(folder.Path, "*-ubyte")) File.Delete(file);
        var zipped = Load(folder.Path);

        Assert.Equal([0, 20 / 255f, 40 / 255f, 60 / 255f], plain.Train[0].ToArray());
        Assert.Equal(plain.Train.Rows(0, 3).ToArray(), zipped.Train.Rows(0, 3).ToArray());
        Assert.Equal([7, 2, 1], zipped.Train.Labels!);
    }

    [Fact]
    public void A_folder_of_npy_files_is_read()
    {
        NpyArray.Of([0f, 0.5f, 1f, 0.25f, 0f, 0f], 3, 2).Write(folder["train.npy"]);
        NpyArray.Of([1f, 1f], 1, 2).Write(folder["test.npy"]);

        var data = Load(folder.Path);

        Assert.Equal([0f, 0.5f, 1f, 0.25f, 0f, 0f], data.Train.Rows(0, 3).ToArray());
        Assert.Equal([1f, 1f], data.Test[0].ToArray());
    }

    [Fact]
    public void Bytes_in_a_npy_file_are_greys_of_255_steps()
    {
        new NpyArray(ElementType.UInt8, [1, 3], new byte[] { 0, 51, 255 }).Write(folder["x.npy"]);
        Assert.Equal([0f, 0.2f, 1f], Load(folder["x.npy"], test: folder["x.npy"]).Train[0].ToArray());
    }

    [Fact]
    public void The_last_tenth_of_one_file_is_held_out()
    {
        NpyArray.Of(Enumerable.Range(0, 25).Select(i => i / 25f).ToArray(), 25, 1).Write(folder["x.npy"]);

        var data = Load(folder["x.npy"]);

        Assert.Equal((23, 2), (data.Train.Count, data.Test.Count));
        Assert.Equal(23 / 25f, data.Test[0][0]);
    }

    [Fact]
    public void Fewer_data_can_be_asked_for()
    {
        var options = new TrainingOptions { Data = Fixtures.Path("mnist"), TrainCount = 3, TestCount = 2 };
        var data = TrainingData.Load(options);

        Assert.Equal((3, 2), (data.Train.Count, data.Test.Count));
        Assert.Equal([5, 0, 4], data.Train.Labels!);
        Refusal.Of(ErrorKind.Usage, () => TrainingData.Load(options with { TestCount = 10001 }), "t10k-images", "10000", "10001");
    }

    [Fact]
    public void Static_binarization_is_the_same_for_the_same_seed_and_keeps_the_mean()
    {
        var options = new TrainingOptions { Data = Fixtures.Path("mnist"), TrainCount = 500, TestCount = 1 };
        var greys = TrainingData.Load(options).Train;
        var drawn = TrainingData.Load(options with { Binarization = Binarization.Static }).Train;
        var again = TrainingData.Load(options with { Binarization = Binarization.Static }).Train;
        var other = TrainingData.Load(options with { Binarization = Binarization.Static, BinarizationSeed = 1 }).Train;

        var pixels = drawn.Rows(0, 500).ToArray();
        Assert.All(pixels, pixel => Assert.True(pixel is 0 or 1));
        Assert.Equal(pixels, again.Rows(0, 500).ToArray());
        Assert.NotEqual(pixels, other.Rows(0, 500).ToArray());
        // 392,000 pixels: the mean of the draws has a standard deviation of less than 4e-4.
        Assert.Equal(greys.Rows(0, 500).ToArray().Average(), pixels.Average(), 2e-3);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused()
    {
        WriteMnist();
        WriteIdx("train-labels-idx1-ubyte", [3], [7, 10, 1]);
        Refusal.Of(ErrorKind.Input, () => Load(folder.Path), "train-labels-idx1-ubyte: label 1 is 10", "10 classes");
    }

    [Fact]
    public void Labels_of_other_pictures_are_refused()
    {
        WriteMnist();
        WriteIdx("train-labels-idx1-ubyte", [2], [7, 2]);
        Refusal.Of(ErrorKind.Input, () => Load(folder.Path), "train-labels-idx1-ubyte: has 2 labels", "3 pictures");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_is_cut_off_is_refused(bool gzip)
    {
        WriteMnist();
        File.Delete(folder["train-images-idx3-ubyte"]);
        WriteIdx("train-images-idx3-ubyte", [3, 2, 2], new byte[11], gzip);
        Refusal.Of(ErrorKind.Input, () => Load(folder.Path), "train-images-idx3-ubyte");
    }

    [Fact]
    public void A_file_with_the_wrong_magic_is_refused()
    {
        WriteMnist();
        folder.Write("train-images-idx3-ubyte", [1, 2, 3, 4, 5, 6, 7, 8]);
        Refusal.Of(ErrorKind.Input, () => Load(folder.Path), "train-images-idx3-ubyte");
    }

    [Fact]
    public void A_test_set_of_another_shape_is_refused()
    {
        WriteMnist();
        WriteIdx("t10k-images-idx3-ubyte", [1, 3, 2], new byte[6]);
        Refusal.Of(ErrorKind.Input, () => Load(folder.Path), "t10k-images-idx3-ubyte: has data of the shape [3, 2]", "[2, 2]");
    }

    [Theory]
    [InlineData(1.5f)]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    public void A_value_that_is_no_grey_is_refused(float value)
    {
        NpyArray.Of([0f, 1f, 0f, value], 2, 2).Write(folder["x.npy"]);
        Refusal.Of(ErrorKind.Input, () => Load(folder["x.npy"]), "x.npy: datum 1 holds ", "[0, 1]");
    }

    [Fact]
    public void A_npy_file_without_rows_is_refused()
    {
        NpyArray.Of([0f, 1f], 2).Write(folder["x.npy"]);
        Refusal.Of(ErrorKind.Input, () => Load(folder["x.npy"]), "x.npy: has the shape (2)");
    }

    [Fact]
    public void An_empty_set_is_refused()
    {
        NpyArray.Of(Array.Empty<float>(), 0, 2).Write(folder["x.npy"]);
        Refusal.Of(ErrorKind.Input, () => Load(folder["x.npy"]), "x.npy: holds no data");
    }

    [Fact]
    public void Too_few_data_to_hold_some_out_are_refused()
    {
        NpyArray.Of([0f, 1f], 2, 1).Write(folder["x.npy"]);
        Refusal.Of(ErrorKind.Input, () => Load(folder["x.npy"]), "x.npy: 2 data are too few", "test_data");
    }

    [Fact]
    public void A_folder_without_data_says_which_files_are_missing() =>
        Refusal.Of(ErrorKind.Input, () => Load(folder.Path), "train-images-idx3-ubyte", "train.npy", ".png");

    [Fact]
    public void A_second_test_set_is_refused()
    {
        WriteMnist();
        Refusal.Of(ErrorKind.Usage, () => Load(folder.Path, test: folder.Path), "test_data is for data without a test set of their own");
    }

    [Fact]
    public void A_missing_file_is_named() => Refusal.Of(ErrorKind.Input, () => Load(folder["none.npy"]), "none.npy: does not exist");

    private static TrainingData Load(string path, string? test = null) => TrainingData.Load(new() { Data = path, TestData = test });

    private void WriteMnist(bool gzip = false)
    {
        WriteIdx("train-images-idx3-ubyte", [3, 2, 2], [.. Enumerable.Range(0, 12).Select(i => (byte)(i * 20))], gzip);
        WriteIdx("train-labels-idx1-ubyte", [3], [7, 2, 1], gzip);
        WriteIdx("t10k-images-idx3-ubyte", [1, 2, 2], [0, 1, 2, 3], gzip);
    }

    private void WriteIdx(string name, int[] sizes, byte[] elements, bool gzip = false)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        header[2] = 0x08;
        header[3] = (byte)sizes.Length;
        for (int i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        using var file = File.Create(folder[gzip ? $"{name}.gz" : name]);
        using Stream stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(header);
        stream.Write(elements);
    }
}
