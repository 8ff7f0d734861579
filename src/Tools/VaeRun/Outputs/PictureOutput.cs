using VaeOnnx.Inference;
using VaeOnnx.Pictures;
using VaeOnnx.Tools.VaeRun.Inputs;

namespace VaeOnnx.Tools.VaeRun.Outputs;

/// <summary>A .png file, the rows as pictures in a grid.</summary>
internal sealed class PictureOutput(PictureShape shape, PictureRange range, int columns) : OutputFile
{
    private string path = "";
    private PictureGrid? grid;

    /// <summary>Makes room for the pictures.</summary>
    public void Open(string file, long count)
    {
        if (count > int.MaxValue) throw new VaeOnnxException(ErrorKind.Usage, $"A grid of {count} pictures is too large: give --count.");
        path = file;
        grid = new(shape, (int)count, columns);
    }

    public override void Write(Action<RowWriter> produce)
    {
        var picture = new float[shape.Length];
        produce(rows =>
        {
            for (; rows.Length > 0; rows = rows[shape.Length..])
            {
                range.ToPictures(rows[..shape.Length], picture);
                grid!.Add(picture);
            }
        });
        grid!.Write(path);
    }
}
