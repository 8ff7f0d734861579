using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Training.Data;

/// <summary>The four files of MNIST under their published names, plain or in gzip. Labels may be missing.</summary>
internal static class MnistFolder
{
    private const int Classes = 10;

    private static readonly string[] Parts = ["train", "t10k"];

    /// <summary>The one in this project's repository, where the program runs inside a clone of it; or null.</summary>
    public static string? InRepository()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "VaeOnnx.sln")))
                return Path.Combine(folder.FullName, "fixtures", "mnist");
        }

        return null;
    }

    public static bool Matches(string folder) => Array.Exists(Parts, part => Find(folder, $"{part}-images", "idx3-ubyte") is not null);

    public static TrainingData Read(string folder) => new(Part(folder, Parts[0]), Part(folder, Parts[1]));

    private static ImageSet Part(string folder, string part)
    {
        var images = ImageFile.Read(Find(folder, $"{part}-images", "idx3-ubyte") ?? throw new VaeOnnxException(
            ErrorKind.Input, $"{folder}: has no {part}-images-idx3-ubyte or {part}-images-idx3-ubyte.gz."));
        return Find(folder, $"{part}-labels", "idx1-ubyte") is { } labels ? images.With(new DataLabels(Labels(labels, images), Classes)) : images;
    }

    private static string? Find(string folder, string name, string kind) =>
        new[] { $"{name}-{kind}", $"{name}.{kind}" }
            .SelectMany(file => new[] { file, $"{file}.gz" })
            .Select(file => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);

    private static byte[] Labels(string path, ImageSet images)
    {
        var labels = IdxFile.ReadLabels(path);
        if (labels.Length != images.Count)
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: has {labels.Length} labels, and {images.Source} has {images.Count} pictures.");
        int beyond = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(Classes - 1));
        return beyond < 0
            ? labels
            : throw new VaeOnnxException(ErrorKind.Input, $"{path}: label {beyond} is {labels[beyond]}, and there are {Classes} classes, from 0.");
    }
}
