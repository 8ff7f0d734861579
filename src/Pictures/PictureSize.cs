namespace VaeOnnx.Pictures;

/// <summary>Pixels of a picture.</summary>
/// <param name="Width">Across.</param>
/// <param name="Height">Down.</param>
public sealed record PictureSize(int Width, int Height)
{
    /// <summary>As people write it: <c>64 x 48</c>.</summary>
    public override string ToString() => $"{Width} x {Height}";
}
