using SkiaSharp;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Pictures;

/// <summary>Rows of pictures with a word before each row and above each column. Without any font on the machine there are no words.</summary>
/// <param name="shape">What every picture is; greys may stand among colours.</param>
/// <param name="columns">The word above each column.</param>
public sealed class PictureTable(PictureShape shape, IReadOnlyList<string> columns)
{
    private const int Gap = 6;
    private const int Words = 130;
    private const int Heading = 24;
    private const int LeastSide = 84;

    private readonly List<(string Word, IReadOnlyList<float[]> Pictures)> rows = [];

    // Whole pixels, so that small pictures are seen as they are.
    private int Zoom => Math.Max(1, LeastSide / Math.Max(shape.Height, shape.Width));

    private int Wide => Zoom * shape.Width;

    private int High => Zoom * shape.Height;

    /// <summary>Adds a row.</summary>
    /// <param name="word">What stands before it; a new line where it has one.</param>
    /// <param name="pictures">Greys or colours in [0, 1], one for each column; what lies outside is cut, and NaN is black.</param>
    public void AddRow(string word, IReadOnlyList<float[]> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pictures.Count, columns.Count);
        rows.Add((word, pictures));
    }

    /// <summary>Writes the table as PNG, or leaves an existing file untouched if that fails.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written.</exception>
    public void Write(string path)
    {
        var info = new SKImageInfo(Words + (columns.Count * (Wide + Gap)), Heading + (rows.Count * (High + Gap)), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(info);
        using var font = new SKFont(SKTypeface.Default, 13);
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        surface.Canvas.Clear(SKColors.White);
        for (int column = 0; column < columns.Count; column++)
            surface.Canvas.DrawText(columns[column], Words + (column * (Wide + Gap)) + (Wide / 2), Heading - 8, SKTextAlign.Center, font, ink);
        for (int row = 0; row < rows.Count; row++)
        {
            int top = Heading + (row * (High + Gap));
            var lines = rows[row].Word.Split('\n');
            for (int line = 0; line < lines.Length; line++)
                surface.Canvas.DrawText(lines[line], Gap, top + (High / 2) + (line * font.Spacing), SKTextAlign.Left, font, ink);
            for (int column = 0; column < columns.Count; column++)
                Draw(surface.Canvas, rows[row].Pictures[column], Words + (column * (Wide + Gap)), top);
        }

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        WholeFile.Write(path, stream => png.SaveTo(stream));
    }

    private void Draw(SKCanvas canvas, float[] picture, int left, int top)
    {
        var grid = new PictureGrid(shape with { Channels = picture.Length / (shape.Height * shape.Width) }, count: 1, columns: 1, gap: 0);
        grid.Add(picture);
        using var image = grid.ToImage();
        canvas.DrawImage(image, SKRect.Create(left, top, Wide, High), SKSamplingOptions.Default);
    }
}
