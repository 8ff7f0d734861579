using VaeOnnx.Inference;
using VaeOnnx.Pictures;

namespace VaeOnnx.Training.Data;

/// <summary>
/// Folders of pictures as data. All become what the options say; where these are silent, what the first picture is, and another one is an
/// error: nothing is resized and no colour is lost without being asked for.
/// </summary>
internal sealed class PictureData
{
    /// <summary>Of pictures without a test set of their own, one in so many is held out.</summary>
    private const int HeldOut = 10;

    private static readonly string[] TestFolders = ["test", "val"];

    private readonly TrainingOptions options;
    private readonly CancellationToken cancellation;
    private readonly string first;
    private readonly PictureShape shape;

    private PictureData(string first, TrainingOptions options, CancellationToken cancellation)
    {
        (this.first, this.options, this.cancellation) = (first, options, cancellation);
        using var picture = PictureFile.Open(first);
        int channels = options.Color switch
        {
            PictureColor.Grey => 1,
            PictureColor.Rgb => 3,
            _ => picture.IsGrey ? 1 : 3,
        };
        shape = options.Resize is { } size ? new(channels, size.Height, size.Width) : picture.Shape(channels);
    }

    /// <summary>
    /// Reads a folder that has <c>train/</c> and <c>test/</c> (or <c>val/</c>); or one without, from which every tenth picture is held out
    /// where the options name no other test set. The classes come in turn.
    /// </summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: there are no pictures, or one cannot be used; the message names it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two pictures.</exception>
    public static TrainingData Read(string folder, TrainingOptions options, CancellationToken cancellation)
    {
        var (train, test) = Parts(folder, options.TestData);
        var data = new PictureData(train.Files[0], options, cancellation);
        return new(data.Read(train.InTurn()), data.Read(test.InTurn()));
    }

    private static (PictureListing Train, PictureListing Test) Parts(string folder, string? testData)
    {
        string trainFolder = Path.Combine(folder, "train");
        bool parted = Directory.Exists(trainFolder);
        string? testFolder = testData ?? (parted ? TestFolders.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists) : null);
        if (testFolder is null)
        {
            return parted
                ? throw new VaeOnnxException(ErrorKind.Input, $"{folder}: has train/, and neither test/ nor val/ beside it; give test_data.")
                : PictureListing.Of(folder).HoldOut(HeldOut);
        }

        PictureListing train = PictureListing.Of(parted ? trainFolder : folder), test = PictureListing.Of(testFolder);
        string[] trained = [.. train.Labels?.Names ?? []], tested = [.. test.Labels?.Names ?? []];
        return trained.SequenceEqual(tested)
            ? (train, test)
            : throw new VaeOnnxException(ErrorKind.Input, $"{test.Folder}: has the classes {Text(tested)}, and {train.Folder} has {Text(trained)}.");

        static string Text(string[] names) => names.Length == 0 ? "(none)" : string.Join(", ", names);
    }

    private ImageSet Read(PictureListing listing)
    {
        long numbers = (long)listing.Files.Count * shape.Length;
        if (numbers > Array.MaxLength)
        {
            throw new VaeOnnxException(
                ErrorKind.Input, $"{listing.Folder}: {listing.Files.Count} pictures of {shape.Width} x {shape.Height} in {shape.Channels} channels are {numbers} numbers, at most {Array.MaxLength} are held in memory; give a smaller resize.");
        }

        var values = new float[numbers];
        var errors = new VaeOnnxException?[listing.Files.Count];
        Parallel.For(0, listing.Files.Count, new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, (i, loop) =>
        {
            try
            {
                Read(listing.Files[i], values.AsSpan(i * shape.Length, shape.Length));
            }
            catch (VaeOnnxException error)
            {
                // Those before it are still read, so that it is always the first bad one that is named.
                errors[i] = error;
                loop.Break();
            }
        });
        if (Array.Find(errors, error => error is not null) is { } bad) throw new VaeOnnxException(bad.Kind, bad.Message, bad);
        return new(listing.Folder, shape.Channels == 1 ? [shape.Height, shape.Width] : [shape.Channels, shape.Height, shape.Width], values, listing.Labels);
    }

    private void Read(string path, Span<float> picture)
    {
        using var file = PictureFile.Open(path);
        if (options.Resize is null && file.Shape(shape.Channels) != shape)
        {
            throw new VaeOnnxException(
                ErrorKind.Input, $"{path}: is {file.Size} pixels, and {first} is {shape.Width} x {shape.Height}. Give a resize, such as --resize {shape.Width}x{shape.Height}, to which all are cut.");
        }

        if (options.Color is null && file.IsGrey != (shape.Channels == 1))
        {
            string[] words = file.IsGrey ? ["grey", "in colour"] : ["in colour", "grey"];
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: is {words[0]}, and {first} is {words[1]}. Give a color, --color grey or --color rgb, that all become.");
        }

        file.Read(shape, picture);
    }
}
