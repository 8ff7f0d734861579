using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Outputs;

/// <summary>A result that is written row by row, in a form that the file's extension says; whole, or not at all.</summary>
internal abstract class OutputFile
{
    /// <summary>Chooses by the extension.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">What is written.</param>
    /// <param name="pictures">Makes the grid of a .png, where the rows are pictures; null where they are none.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: another extension.</exception>
    public static OutputFile Of(string path, RowLayout rows, Func<PictureOutput>? pictures = null)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy": return new NpyOutput(path, rows);
            case ".csv": return new CsvOutput(path, rows);
            case ".png" when pictures is not null:
                var output = pictures();
                output.Open(path, rows.Count);
                return output;
            default:
                string known = pictures is null ? ".npy or .csv" : ".npy, .csv or .png";
                throw new VaeOnnxException(ErrorKind.Usage, $"--out {path}: the output is a {known} file.");
        }
    }

    /// <summary>Writes the file.</summary>
    /// <param name="produce">Produces the rows, in any number of parts, by calling what it is given.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: it cannot be written.</exception>
    public abstract void Write(Action<RowWriter> produce);
}

/// <summary>Takes the next rows: [count, …].</summary>
internal delegate void RowWriter(ReadOnlySpan<float> rows);

/// <summary>What an output holds.</summary>
/// <param name="Count">Number of rows.</param>
/// <param name="Shape">Shape of a row.</param>
/// <param name="Columns">Names of the columns of a .csv; one name is numbered.</param>
internal sealed record RowLayout(long Count, IReadOnlyList<long> Shape, params IReadOnlyList<string> Columns)
{
    /// <summary>Numbers in a row.</summary>
    public int Length => (int)Shape.Aggregate(1L, (product, size) => product * size);
}
