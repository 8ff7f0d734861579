using System.IO.Compression;
using System.Text;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;

namespace VaeOnnx.Tests.Training.Data;

public sealed class NpzFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("x_train", "y_train", "x_test", "y_test", false)]
    [InlineData("x_train", "y_train", "x_test", "y_test", true)]
    [InlineData("train_images", "train_labels", "test_images", "test_labels", false)]
    public void The_files_of_Keras_and_MedMNIST_are_read_with_their_labels(string train, string trainLabels, string test, string testLabels, bool compressed)
    {
        Write(compressed, (train, Bytes([3, 2, 2], 0, 51, 255)), (trainLabels, Bytes([3], 2, 0, 1)), (test, Bytes([1, 2, 2], 102)), (testLabels, Bytes([1, 1], 4)));

        var data = Load();

        Assert.Equal((3, 1), (data.Train.Count, data.Test.Count));
        Assert.Equal([2, 2], data.Train.Shape);
        Assert.Equal([0, 0.2f, 1, 0], data.Train[0].ToArray());
        Assert.Equal([2, 0, 1], data.Train.Labels!);
        Assert.Equal([4], data.Test.Labels!);
        Assert.Equal((5, 5), (data.Train.Classes, data.Test.Classes));
    }

    [Theory]
    [InlineData("images")]
    [InlineData("data")]
    [InlineData("imgs")]
    [InlineData("x")]
    [InlineData("X")]
    [InlineData("arr_0")]
    [InlineData("faces")]
    public void One_array_is_data_of_which_the_last_tenth_is_held_out(string name)
    {
        Write(compressed: false, (name, Bytes([20, 2], 51)));

        var data = Load();

        Assert.Equal((18, 2), (data.Train.Count, data.Test.Count));
        Assert.Equal($"{folder["a.npz"]}, {name}", data.Train.Source);
    }

    [Fact]
    public void Labels_stand_beside_one_array()
    {
        Write(compressed: false, ("labels", NpyArray.Of(Enumerable.Range(0, 20).Select(i => (long)(i % 4)).ToArray(), 20)), ("images", Bytes([20, 2], 51)));
        var data = Load();
        Assert.Equal(4, data.Train.Classes);
        Assert.Equal([2, 3], data.Test.Labels!);
    }

    [Fact]
    public void What_is_not_asked_for_may_be_of_any_type()
    {
        using (var archive = new ZipArchive(File.Create(folder["a.npz"]), ZipArchiveMode.Create))
        {
            Add(archive, "images.npy", Bytes([20, 2], 51));
            using var names = archive.CreateEntry("names.npy").Open();
            names.Write(Encoding.Latin1.GetBytes("\u0093NUMPY\u0001\0\u0038\0{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"));
        }

        Assert.Equal(18, Load().Train.Count);
    }

    [Fact]
    public void The_test_set_may_be_in_a_file_of_its_own()
    {
        Write(compressed: false, ("images", Bytes([3, 2], 51)));
        NpyArray.Of([0.5f, 0.5f], 1, 2).Write(folder["test.npy"]);

        var data = TrainingData.Load(new() { Data = folder["a.npz"], TestData = folder["test.npy"] });

        Assert.Equal((3, 1), (data.Train.Count, data.Test.Count));
    }

    [Fact]
    public void Pictures_with_their_channels_last_have_them_first()
    {
        Write(compressed: false, ("images", Bytes([10, 2, 2, 3], [.. Enumerable.Range(0, 120).Select(i => (byte)i)])));

        var data = Load();

        Assert.Equal([3, 2, 2], data.Train.Shape);
        Assert.Equal([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11], data.Train[0].ToArray().Select(value => (int)MathF.Round(value * 255)));
    }

    [Fact]
    public void A_last_axis_of_one_channel_is_left_out()
    {
        Write(compressed: false, ("images", Bytes([10, 2, 2, 1], 51)));
        Assert.Equal([2, 2], Load().Train.Shape);
    }

    [Fact]
    public void Arrays_under_other_names_are_listed()
    {
        Write(compressed: false, ("left", Bytes([2, 2], 1)), ("right\u001b[2J", Bytes([2, 2], 1)));
        Refusal.Of(ErrorKind.Input, () => Load(), "a.npz: holds left, right\\u001b[2J; expected x_train and x_test", "single array");
    }

    [Fact]
    public void An_archive_without_arrays_is_refused()
    {
        Write(compressed: false);
        File.WriteAllBytes(folder["a.npz"], [.. "PK\u0003\u0004"u8, .. File.ReadAllBytes(folder["a.npz"])]);
        Refusal.Of(ErrorKind.Input, () => Load(), "a.npz: ");
    }

    [Fact]
    public void An_entry_that_is_no_array_is_named()
    {
        using (var archive = new ZipArchive(File.Create(folder["a.npz"]), ZipArchiveMode.Create)) archive.CreateEntry("readme.txt").Open().Dispose();
        Refusal.Of(ErrorKind.Input, () => Load(), "a.npz, readme.txt: is no .npy array");
    }

    [Fact]
    public void Objects_are_refused_and_nothing_is_run()
    {
        using (var archive = new ZipArchive(File.Create(folder["a.npz"]), ZipArchiveMode.Create))
        {
            using var objects = archive.CreateEntry("images.npy").Open();
            objects.Write(Encoding.Latin1.GetBytes("\u0093NUMPY\u0001\0\u0038\0{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"));
        }

        Refusal.Of(ErrorKind.Input, () => Load(), "a.npz, images.npy: holds Python objects");
    }

    [Fact]
    public void An_array_without_rows_is_named()
    {
        Write(compressed: false, ("images", Bytes([4], 1)));
        Refusal.Of(ErrorKind.Input, () => Load(), "a.npz, images: has the shape (4)");
    }

    [Fact]
    public void A_value_that_is_no_grey_is_named_with_its_entry()
    {
        Write(compressed: false, ("images", NpyArray.Of([0f, 0f, 0f, 128f], 2, 2)));
        Refusal.Of(ErrorKind.Input, () => Load(), "a.npz, images: datum 1 holds 128", "[0, 1]", "bytes");
    }

    [Theory]
    [InlineData("count", "a.npz, labels: has 2 labels, and", "images has 20 data")]
    [InlineData("one-hot", "a.npz, labels: is uint8 of the shape (20, 3)", "whole numbers")]
    [InlineData("float", "a.npz, labels: is float32", "whole numbers")]
    [InlineData("negative", "a.npz, labels: label 0 is -1", "from 0 to 255")]
    public void Labels_that_cannot_be_used_are_named(string labels, params string[] words)
    {
        var array = labels switch
        {
            "count" => Bytes([2], 1),
            "one-hot" => Bytes([20, 3], 0),
            "float" => NpyArray.Of(new float[20], 20),
            _ => NpyArray.Of(Enumerable.Repeat(-1L, 20).ToArray(), 20),
        };
        Write(compressed: false, ("images", Bytes([20, 2], 1)), ("labels", array));
        Refusal.Of(ErrorKind.Input, () => Load(), words);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void A_file_that_is_cut_off_is_named(double part)
    {
        Write(compressed: true, ("images", Bytes([20, 50], [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * i))])));
        var bytes = File.ReadAllBytes(folder["a.npz"]);
        folder.Write("a.npz", bytes[..(int)(bytes.Length * part)]);
        Refusal.Of(ErrorKind.Input, () => Load(), "a.npz: cannot be read as .npz");
    }

    [Fact]
    public void An_entry_whose_bytes_were_changed_is_named()
    {
        Write(compressed: false, ("images", Bytes([20, 50], 7)));
        var bytes = File.ReadAllBytes(folder["a.npz"]);
        bytes[bytes.Length / 2] ^= 1;
        folder.Write("a.npz", bytes);
        Refusal.Of(ErrorKind.Input, () => Load(), "a.npz, images.npy: is damaged");
    }

    private TrainingData Load() => TrainingData.Load(new() { Data = folder["a.npz"] });

    private void Write(bool compressed, params (string Name, NpyArray Array)[] arrays) =>
        Npz.Write(folder["a.npz"], arrays.Select(array => KeyValuePair.Create(array.Name, array.Array)), compressed);

    /// <summary>One byte everywhere, or these bytes and then zeros.</summary>
    private static NpyArray Bytes(long[] shape, params byte[] values)
    {
        var data = new byte[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < data.Length; i++) data[i] = values.Length == 1 ? values[0] : i < values.Length ? values[i] : (byte)0;
        return new(ElementType.UInt8, shape, data);
    }

    private static void Add(ZipArchive archive, string name, NpyArray array)
    {
        using var stream = archive.CreateEntry(name).Open();
        array.Write(stream);
    }
}
