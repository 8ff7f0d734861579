using SkiaSharp;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Pictures;

/// <summary>One PNG or JPEG file, of which only the header is read until it is decoded.</summary>
/// <remarks>As torchvision's loader: transparency is left out, and neither a colour profile nor the orientation of a photograph is applied.</remarks>
public sealed class PictureFile : IDisposable
{
    private const long MostBytes = 1 << 28;

    // 256 MB once decoded. A file of a few kilobytes can claim any size.
    private const long MostPixels = 1 << 26;

    private readonly string path;
    private readonly SKData data;
    private readonly SKCodec codec;

    private PictureFile(string path, SKData data, SKCodec codec)
    {
        (this.path, this.data, this.codec) = (path, data, codec);
        Size = new(codec.Info.Width, codec.Info.Height);
        IsGrey = codec.Info.ColorType == SKColorType.Gray8;
    }

    /// <summary>How large it is.</summary>
    public PictureSize Size { get; }

    /// <summary>Whether it is stored as greys alone.</summary>
    public bool IsGrey { get; }

    /// <summary>The numbers of the picture as it is.</summary>
    /// <param name="channels">1 or 3.</param>
    public PictureShape Shape(int channels) => new(channels, Size.Height, Size.Width);

    /// <summary>Opens a file.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: it cannot be read, is no picture, or is too large to be decoded.</exception>
    public static PictureFile Open(string path)
    {
        var data = Read(path);
        SKCodec? codec = null;
        try
        {
            codec = SKCodec.Create(data) ?? throw new VaeOnnxException(ErrorKind.Input, $"{path}: is no PNG or JPEG picture, or is damaged where it begins.");
            long width = codec.Info.Width, height = codec.Info.Height;
            if (width * height > MostPixels)
            {
                throw new VaeOnnxException(
                    ErrorKind.Input, $"{path}: has {width} x {height} pixels, which would take {4 * width * height} bytes of memory; at most {MostPixels} pixels are read. Make it smaller, or leave it out.");
            }

            return new(path, data, codec);
        }
        catch
        {
            codec?.Dispose();
            data.Dispose();
            throw;
        }
    }

    /// <summary>Decodes the picture and cuts it to a shape, see <see cref="PictureFit"/>; one of that size stays as it is.</summary>
    /// <param name="shape">The shape. Colours become greys (ITU-R BT.601, as PIL's mode L) where it has one channel.</param>
    /// <param name="picture">In [0, 1], the channels first.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: it is damaged or cut off.</exception>
    public void Read(PictureShape shape, Span<float> picture)
    {
        ArgumentNullException.ThrowIfNull(shape);
        using var bitmap = new SKBitmap(new SKImageInfo(Size.Width, Size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: is damaged or cut off.");
        if (Shape(shape.Channels) == shape)
            Planes(bitmap.GetPixelSpan(), shape.Channels, picture);
        else
            PictureFit.Cover(bitmap.GetPixelSpan(), Size, shape, picture);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        codec.Dispose();
        data.Dispose();
    }

    /// <summary>Four bytes a pixel to greys or to planes of red, green and blue.</summary>
    /// <param name="pixels">[N, 4]</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="planes">[channels, N]</param>
    internal static void Planes(ReadOnlySpan<byte> pixels, int channels, Span<float> planes)
    {
        int plane = pixels.Length / 4;
        for (int i = 0; i < plane; i++)
        {
            var (red, green, blue) = (pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2]);
            if (channels == 1)
            {
                planes[i] = ((299 * red) + (587 * green) + (114 * blue)) / 255_000f;
                continue;
            }

            planes[i] = red / 255f;
            planes[plane + i] = green / 255f;
            planes[(2 * plane) + i] = blue / 255f;
        }
    }

    private static SKData Read(string path)
    {
        try
        {
            // From bytes, so that what the system says about a file that cannot be read is said.
            using var file = InputFile.Open(path);
            if (file.Length > MostBytes)
                throw new VaeOnnxException(ErrorKind.Input, $"{path}: has {file.Length} bytes; pictures of at most {MostBytes} are read.");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return SKData.CreateCopy(bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
        }
    }
}
