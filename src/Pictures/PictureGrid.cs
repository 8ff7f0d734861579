using SkiaSharp;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Pictures;

/// <summary>Data as pictures side by side, filled row by row; unused places stay black.</summary>
public sealed class PictureGrid
{
    private const long MaxPixels = 1 << 28;

    private readonly PictureShape shape;
    private readonly int columns;
    private readonly int gap;
    private readonly int width;
    private readonly int height;
    private readonly byte[] pixels;
    private int count;

    /// <summary>An empty grid.</summary>
    /// <param name="shape">What every picture is.</param>
    /// <param name="count">How many come.</param>
    /// <param name="columns">How many stand in a row.</param>
    /// <param name="gap">Black pixels around each.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: more pixels than a picture should have.</exception>
    public PictureGrid(PictureShape shape, int count, int columns, int gap = 2)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        this.shape = shape;
        this.columns = columns;
        this.gap = gap;
        int rows = (count + columns - 1) / columns;
        long wide = ((long)columns * (shape.Width + gap)) + gap, high = ((long)rows * (shape.Height + gap)) + gap;
        if (wide * high > MaxPixels)
            throw new VaeOnnxException(ErrorKind.Usage, $"A grid of {count} pictures has {wide * high} pixels, at most {MaxPixels} are drawn: ask for fewer.");
        width = (int)wide;
        height = (int)high;
        pixels = new byte[4 * wide * high];
        for (long i = 3; i < pixels.LongLength; i += 4)
            pixels[i] = 255;
    }

    /// <summary>Puts a picture into the next place.</summary>
    /// <param name="picture">Greys or colours in [0, 1]; what lies outside is cut, and NaN is black.</param>
    public void Add(ReadOnlySpan<float> picture)
    {
        int left = gap + (count % columns * (shape.Width + gap)), top = gap + (count / columns * (shape.Height + gap));
        int plane = shape.Height * shape.Width;
        for (int i = 0; i < plane; i++)
        {
            int target = 4 * (((top + (i / shape.Width)) * width) + left + (i % shape.Width));
            for (int channel = 0; channel < 3; channel++)
                pixels[target + channel] = Byte(picture[(shape.Channels == 1 ? 0 : channel * plane) + i]);
        }

        count++;
    }

    /// <summary>Writes the grid as PNG, or leaves an existing file untouched if that fails.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written.</exception>
    public void Write(string path)
    {
        using var image = ToImage();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        WholeFile.Write(path, stream => png.SaveTo(stream));
    }

    internal SKImage ToImage() => SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), pixels);

    private static byte Byte(float value) => value >= 1 ? (byte)255 : value > 0 ? (byte)((value * 255) + 0.5f) : (byte)0;
}
