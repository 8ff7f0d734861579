using System.Globalization;
using System.Text;
using VaeOnnx.Data;

namespace VaeOnnx.Tools.VaeRun.Outputs;

/// <summary>A .csv file: a line of names, then a line a row, the shortest text that reads back as the same float32.</summary>
internal sealed class CsvOutput(string path, RowLayout rows) : OutputFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public override void Write(Action<RowWriter> produce) => WholeFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, Utf8, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(string.Join(',', Names()));
        int column = 0;
        produce(part =>
        {
            foreach (float value in part)
            {
                text.Write(value.ToString(CultureInfo.InvariantCulture));
                column = (column + 1) % rows.Length;
                text.Write(column == 0 ? '\n' : ',');
            }
        });
    });

    private IEnumerable<string> Names()
    {
        if (rows.Columns.Count == rows.Length) return rows.Columns;
        int each = rows.Length / rows.Columns.Count;
        return rows.Columns.SelectMany(name => Enumerable.Range(0, each).Select(i => $"{name}_{i}"));
    }
}
