using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Training.Data;

/// <summary>What a run trains on and what it is tested on.</summary>
/// <param name="Train">The training set.</param>
/// <param name="Test">The test set, of the same shape.</param>
/// <param name="Validation">What was set aside of the training set, or null.</param>
public sealed record TrainingData(ImageSet Train, ImageSet Test, ImageSet? Validation = null)
{
    /// <summary>Of a file without a test set of its own, one datum in so many is held out.</summary>
    private const int HeldOut = 10;

    /// <summary>Reads what the options name, in the range that they ask for.</summary>
    /// <exception cref="VaeOnnxException">
    /// <see cref="ErrorKind.Input"/>: a file is missing, broken, of another shape, or holds what is no grey; the message names it.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled between two pictures of a folder.</exception>
    public static TrainingData Load(TrainingOptions options, CancellationToken cancellation = default)
    {
        var data = Read(options, cancellation);
        if (!data.Train.Shape.SequenceEqual(data.Test.Shape))
        {
            throw new VaeOnnxException(
                ErrorKind.Input, $"{data.Test.Source}: has data of the shape {Text(data.Test)}, and those of {data.Train.Source} have {Text(data.Train)}.");
        }

        data = SetAside(First(data.Train, options.TrainCount), First(data.Test, options.TestCount), options);
        if (options.Binarization == Binarization.None) return data;
        long seed = options.BinarizationSeed;
        return new(
            options.Binarization == Binarization.Static ? StaticBinarization.Of(data.Train, seed) : data.Train,
            StaticBinarization.Of(data.Test, seed + 1),
            data.Validation is { } validation ? StaticBinarization.Of(validation, seed + 2) : null);
    }

    private static TrainingData Read(TrainingOptions options, CancellationToken cancellation)
    {
        string path = options.Data ?? MnistFolder.InRepository() ?? throw new VaeOnnxException(
            ErrorKind.Usage, "no data: pass --data a folder of pictures or with the files of MNIST, or an idx, .npy or .npz file.");
        bool isFolder = Directory.Exists(path), isNpy = isFolder && File.Exists(Path.Combine(path, "train.npy")), isMnist = isFolder && !isNpy && MnistFolder.Matches(path);
        if (isFolder && !isNpy && !isMnist) return PictureData.Read(path, options, cancellation);
        RefuseOptionsOfPictures(path, options);
        if (isFolder && options.TestData is not null)
            throw new VaeOnnxException(ErrorKind.Usage, $"test_data is for data without a test set of their own, and {path} has one; leave it out.");
        if (isNpy) return NpyFolder(path);
        if (isMnist) return MnistFolder.Read(path);

        var (all, own) = OneFile(path);
        if (options.TestData is { } other) return new(all, OneFile(other) is var (train, test) && test is not null ? test : train);
        if (own is not null) return new(all, own);
        int held = all.Count / HeldOut;
        return held > 0
            ? new(all.Part(0, all.Count - held), all.Part(all.Count - held, held))
            : throw new VaeOnnxException(ErrorKind.Input, $"{path}: {all.Count} data are too few to hold a tenth of them out; give test_data.");
    }

    private static (ImageSet Train, ImageSet? Test) OneFile(string path) => IsZip(path) ? NpzFile.Read(path) : (ImageFile.Read(path), null);

    private static bool IsZip(string path)
    {
        using var file = InputFile.Open(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("PK\u0003\u0004"u8);
    }

    private static void RefuseOptionsOfPictures(string path, TrainingOptions options)
    {
        string? option = options.Resize is not null ? "resize" : options.Color is not null ? "color" : null;
        if (option is not null)
            throw new VaeOnnxException(ErrorKind.Usage, $"{option} is for folders of pictures, and {path} is none; leave it out.");
    }

    private static TrainingData NpyFolder(string path) =>
        new(ImageFile.Read(Path.Combine(path, "train.npy")), ImageFile.Read(Path.Combine(path, "test.npy")));

    /// <summary>Chosen at random, since data often lie in the order of their classes; both parts stay in the order of the whole.</summary>
    private static TrainingData SetAside(ImageSet train, ImageSet test, TrainingOptions options)
    {
        if (options.Validation is not { } count) return new(train, test);
        if (count >= train.Count)
            throw new VaeOnnxException(ErrorKind.Usage, $"validation is {count}, and there are {train.Count} data to train on, of which it is taken.");
        var order = new TorchRandom(options.ValidationSeed).RandPerm(train.Count);
        return new(train.Choose([.. order.Skip(count).Order()]), test, train.Choose([.. order.Take(count).Order()]));
    }

    private static ImageSet First(ImageSet images, int? count)
    {
        if (count is not { } wanted) return images;
        return wanted <= images.Count
            ? images.Part(0, wanted)
            : throw new VaeOnnxException(ErrorKind.Usage, $"{images.Source}: has {images.Count} data, and {wanted} were asked for.");
    }

    private static string Text(ImageSet images) => $"[{string.Join(", ", images.Shape)}]";
}
