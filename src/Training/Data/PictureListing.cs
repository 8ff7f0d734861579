using VaeOnnx.Inference;
using VaeOnnx.Pictures;

namespace VaeOnnx.Training.Data;

/// <summary>
/// The pictures of a folder, or of the folders in it, each of which is a class (the convention of torchvision's <c>ImageFolder</c>): in the
/// ordinal order of folders and names. Hidden folders are left out.
/// </summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Files">The files.</param>
/// <param name="Labels">Their classes; null where they lie in one folder.</param>
internal sealed record PictureListing(string Folder, IReadOnlyList<string> Files, DataLabels? Labels)
{
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: there are none, or it is not clear what their classes are.</exception>
    public static PictureListing Of(string folder)
    {
        var flat = PictureFolder.List(folder);
        var classes = Classes(folder).Select(path => (Name: Path.GetFileName(path), Files: PictureFolder.List(path))).ToList();
        var filled = classes.FirstOrDefault(one => one.Files.Count > 0);
        if (flat.Count > 0)
        {
            return filled.Files is null
                ? new(folder, flat, null)
                : throw new VaeOnnxException(ErrorKind.Input, $"{folder}: holds pictures, and so does {filled.Name}/ in it; put all into one folder, or each into the folder of its class.");
        }

        if (filled.Files is null)
            throw new VaeOnnxException(ErrorKind.Input, $"{folder}: holds no .png, .jpg or .jpeg file, nor does a folder in it; and no train-images-idx3-ubyte (or .gz) of MNIST, and no train.npy.");
        var empty = classes.Find(one => one.Files.Count == 0);
        if (empty.Files is not null)
            throw new VaeOnnxException(ErrorKind.Input, $"{Path.Combine(folder, empty.Name)}: holds no .png, .jpg or .jpeg file, while other folders beside it are classes; remove it, or put pictures there.");
        if (classes.Count > DataLabels.MostClasses)
            throw new VaeOnnxException(ErrorKind.Input, $"{folder}: has {classes.Count} folders of pictures; at most {DataLabels.MostClasses} classes are read. Put all pictures into one folder to train without labels.");
        var labels = classes.SelectMany((one, label) => Enumerable.Repeat((byte)label, one.Files.Count));
        return new(folder, [.. classes.SelectMany(one => one.Files)], new([.. labels], classes.Count, [.. classes.Select(one => one.Name)]));
    }

    /// <summary>All but one in so many of them, and these, in the order of their classes: so that large classes are in both.</summary>
    public (PictureListing Train, PictureListing Test) HoldOut(int oneIn)
    {
        if (Files.Count < oneIn)
            throw new VaeOnnxException(ErrorKind.Input, $"{Folder}: {Files.Count} pictures are too few to hold one in {oneIn} out; give test_data, or put them into train/ and test/.");
        var rows = Enumerable.Range(0, Files.Count).ToLookup(i => i % oneIn == oneIn - 1);
        return (Choose([.. rows[false]]), Choose([.. rows[true]]));
    }

    /// <summary>One of each class in turn, so that also the first few are of all classes.</summary>
    public PictureListing InTurn() => Labels is null ? this : Choose([.. Enumerable.Range(0, Files.Count)
        .GroupBy(row => Labels.OfEach[row])
        .SelectMany(rows => rows.Select((row, rank) => (Row: row, Rank: rank)))
        .OrderBy(picture => picture.Rank)
        .ThenBy(picture => picture.Row)
        .Select(picture => picture.Row)]);

    /// <summary>Those of these indices.</summary>
    public PictureListing Choose(IReadOnlyList<int> rows) => new(Folder, [.. rows.Select(row => Files[row])], Labels?.Choose(rows));

    private static IEnumerable<string> Classes(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{folder}: cannot be read: {error.Message}", error);
        }
    }
}
