using VaeOnnx.Inference;

namespace VaeOnnx.Pictures;

/// <summary>How the numbers of a datum make a picture: one or three channels, the channels first.</summary>
/// <param name="Channels">1 for greys, 3 for red, green and blue.</param>
/// <param name="Height">Pixels from top to bottom.</param>
/// <param name="Width">Pixels from left to right.</param>
public sealed record PictureShape(int Channels, int Height, int Width)
{
    /// <summary>Numbers in a picture.</summary>
    public int Length => Channels * Height * Width;

    /// <summary>From sizes such as 28,28 or 3,64,64.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: they are no picture.</exception>
    public static PictureShape Of(IReadOnlyList<long> sizes) => Find(sizes)
        ?? throw new VaeOnnxException(ErrorKind.Usage, $"{string.Join(',', sizes)} is no shape of a picture: give height,width or channels,height,width with 1 or 3 channels.");

    /// <summary>From sizes such as 28,28 or 3,64,64; null where they are no picture.</summary>
    public static PictureShape? Find(IReadOnlyList<long> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        bool fits = sizes.All(size => size is > 0 and <= 1 << 14);
        return sizes switch
        {
            [var height, var width] when fits => new(1, (int)height, (int)width),
            [1 or 3, var height, var width] when fits => new((int)sizes[0], (int)height, (int)width),
            _ => null,
        };
    }
}
