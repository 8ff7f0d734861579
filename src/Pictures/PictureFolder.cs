using SkiaSharp;
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
        try
        {
            string[] files = [.. Directory.EnumerateFiles(directory)
                .Where(path => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)];
            if (files.Length == 0)
                throw new VaeOnnxException(ErrorKind.Input, $"{directory}: holds no {string.Join(", ", Extensions)} file.");
            return new(files, shape)
            {
                Source = directory,
                Count = files.Length,
                Shape = shape.Channels == 1 ? [shape.Height, shape.Width] : [shape.Channels, shape.Height, shape.Width],
                Pictures = true,
            };
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
        using var codec = OpenCodec(path);
        if (codec.Info.Width != shape.Width || codec.Info.Height != shape.Height)
        {
            throw new VaeOnnxException(
                ErrorKind.Input, $"{path}: is {codec.Info.Width} x {codec.Info.Height} pixels, expected {shape.Width} x {shape.Height} (width x height).");
        }

        using var bitmap = new SKBitmap(new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: is damaged or cut off.");
        Convert(bitmap.GetPixelSpan(), picture);
    }

    private static SKCodec OpenCodec(string path)
    {
        try
        {
            // From bytes, so that what the system says about a file that cannot be read is said.
            using var data = SKData.CreateCopy(File.ReadAllBytes(path));
            return SKCodec.Create(data) ?? throw new VaeOnnxException(ErrorKind.Input, $"{path}: is no PNG or JPEG picture.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Four bytes a pixel to greys or to planes of red, green and blue.</summary>
    private void Convert(ReadOnlySpan<byte> pixels, Span<float> picture)
    {
        int plane = shape.Height * shape.Width;
        for (int i = 0; i < plane; i++)
        {
            var (red, green, blue) = (pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2]);
            if (shape.Channels == 1)
            {
                picture[i] = ((299 * red) + (587 * green) + (114 * blue)) / 255_000f;
                continue;
            }

            picture[i] = red / 255f;
            picture[plane + i] = green / 255f;
            picture[(2 * plane) + i] = blue / 255f;
        }
    }
}
