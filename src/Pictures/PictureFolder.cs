using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Pictures;

/// <summary>The PNG and JPEG files of a folder as data in [0, 1], in the ordinal order of their names.</summary>
public sealed class PictureFolder : DataRows
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    private readonly PictureShape shape;
    private int next;

    private PictureFolder(IReadOnlyList<string> files, PictureShape shape)
    {
        Files = files;
        this.shape = shape;
    }

    /// <summary>The files, in the order in which they are read.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Lists a folder.</summary>
    /// <param name="directory">The folder; its sub-folders are not looked at.</param>
    /// <param name="shape">What every picture has to be. Colours become greys (ITU-R BT.601, as PIL's mode L) where that has one channel.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: it cannot be read, or holds no picture.</exception>
    public static PictureFolder Open(string directory, PictureShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var files = List(directory);
        if (files.Count == 0)
            throw new VaeOnnxException(ErrorKind.Input, $"{directory}: holds no {string.Join(", ", Extensions)} file.");
        return new(files, shape)
        {
            Source = directory,
            Count = files.Count,
            Shape = shape.Channels == 1 ? [shape.Height, shape.Width] : [shape.Channels, shape.Height, shape.Width],
            Pictures = true,
        };
    }

    /// <summary>The pictures of a folder by their extensions, in the ordinal order of their names; those of its sub-folders are not among them.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: the folder cannot be read.</exception>
    public static IReadOnlyList<string> List(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory)
                .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{directory}: cannot be read: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public override void Read(Span<float> rows)
    {
        for (; rows.Length > 0; rows = rows[shape.Length..])
            Read(Files[next++], rows[..shape.Length]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // No file is open between two reads.
    }

    private void Read(string path, Span<float> picture)
    {
        using var file = PictureFile.Open(path);
        if (file.Shape(shape.Channels) != shape)
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: is {file.Size} pixels, expected {shape.Width} x {shape.Height} (width x height).");
        file.Read(shape, picture);
    }
}
