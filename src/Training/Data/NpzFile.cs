using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Training.Data;

/// <summary>
/// Data sets as .npz files: under the names that Keras gives them (<c>x_train</c>, <c>y_train</c>, <c>x_test</c>, <c>y_test</c>) or MedMNIST
/// (<c>train_images</c>, …), or one array under a common name, or the only one.
/// </summary>
internal static class NpzFile
{
    /// <summary>The first of these that is there is trained on.</summary>
    private static readonly Part[] Trained =
    [
        new("x_train", "y_train"), new("train_images", "train_labels"),
        new("images", "labels"), new("data", "labels"), new("imgs", "labels"), new("x", "y"), new("X", "y"),
    ];

    private static readonly Part[] Tested = [new("x_test", "y_test"), new("test_images", "test_labels")];

    /// <summary>Reads what is trained on, and the test set where the file has one.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: the file is broken, or it is not clear which array is meant; the message names the entry.</exception>
    public static (ImageSet Train, ImageSet? Test) Read(string path)
    {
        var names = Npz.Names(path);
        var train = Find(Trained, names) ?? (names.Count == 1 ? new(names[0], names[0]) : throw new VaeOnnxException(
            ErrorKind.Input,
            $"{path}: holds {(names.Count == 0 ? "no arrays" : string.Join(", ", names.Take(20).Select(PrintableName.Of)))}; expected x_train and x_test, train_images and test_images, one of images, data, imgs and x, or a single array."));
        var test = Find(Tested, names);
        var wanted = new[] { train, test }.OfType<Part>().SelectMany(part => new[] { part.Images, part.Labels }).ToHashSet(StringComparer.Ordinal);
        var arrays = Npz.Read(path, wanted.Contains);

        ImageSet trainImages = Images(train), testImages = test is null ? trainImages : Images(test);
        byte[]? trainLabels = Labels(train, trainImages), testLabels = test is null ? trainLabels : Labels(test, testImages);
        if (trainLabels is not null && testLabels is not null)
        {
            int classes = 1 + Math.Max(trainLabels.Max(), testLabels.Max());
            (trainImages, testImages) = (trainImages.With(new DataLabels(trainLabels, classes)), testImages.With(new DataLabels(testLabels, classes)));
        }

        return (trainImages, test is null ? null : testImages);

        ImageSet Images(Part part) => ImageFile.Of($"{path}, {PrintableName.Of(part.Images)}", arrays[part.Images]);

        byte[]? Labels(Part part, ImageSet images) => part.Labels != part.Images && arrays.TryGetValue(part.Labels, out var labels)
            ? Bytes($"{path}, {PrintableName.Of(part.Labels)}", labels, images)
            : null;
    }

    private static Part? Find(Part[] parts, IReadOnlyList<string> names) => Array.Find(parts, part => names.Contains(part.Images));

    /// <summary>Whole numbers from 0, one for each picture: (N) or (N, 1).</summary>
    private static byte[] Bytes(string source, NpyArray labels, ImageSet images)
    {
        if (labels.Shape is not ([_] or [_, 1]) || labels.Type.IsFloatingPoint())
            throw new VaeOnnxException(ErrorKind.Input, $"{source}: is {labels.Type.PythonName()} of the shape ({string.Join(", ", labels.Shape)}), expected labels, whole numbers (N).");
        if (labels.Count != images.Count)
            throw new VaeOnnxException(ErrorKind.Input, $"{source}: has {labels.Count} labels, and {images.Source} has {images.Count} data.");
        double[] values = labels.AsDoubles();
        int beyond = values.AsSpan().IndexOfAnyExceptInRange(0, DataLabels.MostClasses - 1);
        return beyond < 0
            ? Array.ConvertAll(values, value => (byte)value)
            : throw new VaeOnnxException(ErrorKind.Input, FormattableString.Invariant($"{source}: label {beyond} is {values[beyond]}; classes are numbers from 0 to {DataLabels.MostClasses - 1}."));
    }

    /// <param name="Images">The name of the data.</param>
    /// <param name="Labels">The name of their labels.</param>
    private sealed record Part(string Images, string Labels);
}
