using VaeOnnx.Export.Verification;
using VaeOnnx.Pictures;

namespace VaeOnnx.Parity;

/// <summary>
/// |actual − expected| along an array, and what it may be. A long array is drawn as equal pieces, each by the element that is
/// closest to what it may be, or furthest beyond: a point above the line fails.
/// </summary>
internal static class ErrorByElement
{
    private const int MostPoints = 1000;

    public static PlotSeries Errors(string name, ComparedNumbers numbers) => Series(name, numbers, i => Error(numbers, i));

    public static PlotSeries Allowed(string name, ComparedNumbers numbers) => Series(name, numbers, i => numbers.Allowed[i]);

    private static PlotSeries Series(string name, ComparedNumbers numbers, Func<int, double> height)
    {
        int length = numbers.Actual.Length, points = Math.Min(length, MostPoints);
        int[] chosen = [.. Enumerable.Range(0, points)
            .Select(piece => (First: (int)((long)piece * length / points), End: (int)((piece + 1L) * length / points)))
            .Select(piece => Enumerable.Range(piece.First, piece.End - piece.First).MaxBy(i => Share(numbers, i)))];
        return new(name, [.. chosen.Select(i => (double)i)], [.. chosen.Select(height)]);
    }

    private static double Share(ComparedNumbers numbers, int i) => Error(numbers, i) is > 0 and var error ? error / numbers.Allowed[i] : 0;

    // Equal infinities are equal.
    private static double Error(ComparedNumbers numbers, int i) =>
        numbers.Actual[i] == numbers.Expected[i] ? 0 : Math.Abs(numbers.Actual[i] - numbers.Expected[i]);
}
