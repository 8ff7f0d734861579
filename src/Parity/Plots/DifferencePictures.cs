using System.Globalization;
using VaeOnnx.Export.Verification;
using VaeOnnx.Pictures;

namespace VaeOnnx.Parity;

/// <summary>Data as pictures: the input, the expected and the actual reconstruction, and their difference in colours.</summary>
internal static class DifferencePictures
{
    private const int MostColumns = 8;

    /// <summary>The data that differ most, in their order.</summary>
    /// <param name="numbers">Reconstructions [N, …].</param>
    /// <param name="shape">What each is.</param>
    /// <param name="input">The data they are of, [N, …]; or null.</param>
    /// <param name="range">The numbers of black and white.</param>
    public static PictureTable Of(ComparedNumbers numbers, PictureShape shape, float[]? input, (double Black, double White) range)
    {
        double[] differences = [.. numbers.Actual.Zip(numbers.Expected, (actual, expected) => actual - expected)];
        double Greatest(int datum) => Row(differences, datum).Max(Math.Abs);
        int[] data = [.. Enumerable.Range(0, numbers.Shape[0]).OrderByDescending(Greatest).Take(MostColumns).Order()];
        double greatest = data.Max(Greatest);

        var table = new PictureTable(shape, [.. data.Select(datum => $"[{datum}]")]);
        if (input is not null) table.AddRow("input", Greys(datum => Row(input, datum).Select(value => (double)value)));
        table.AddRow("expected", Greys(datum => Row(numbers.Expected, datum)));
        table.AddRow("actual", Greys(datum => Row(numbers.Actual, datum)));
        table.AddRow(
            string.Create(CultureInfo.InvariantCulture, $"difference\nred +{greatest:0.0e+00}\nblue −{greatest:0.0e+00}"),
            [.. data.Select(datum => SignedColours.Of([.. Row(differences, datum)], shape, greatest))]);
        return table;

        IReadOnlyList<float[]> Greys(Func<int, IEnumerable<double>> row) =>
            [.. data.Select(datum => row(datum).Select(value => (float)((value - range.Black) / (range.White - range.Black))).ToArray())];

        ArraySegment<T> Row<T>(T[] values, int datum) => new(values, datum * shape.Length, shape.Length);
    }
}
