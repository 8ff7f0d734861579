using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace VaeOnnx.Pictures;

/// <summary>A vertical axis of powers of ten, on which numbers stand at their logarithms.</summary>
internal static class LogAxis
{
    private const int MostTicks = 10;

    /// <summary>Ticks at powers of ten, no more than can be read.</summary>
    /// <param name="plot">The plot, whose numbers are logarithms.</param>
    /// <param name="lowest">The logarithm at the bottom.</param>
    /// <param name="highest">The logarithm at the top.</param>
    public static void Apply(Plot plot, double lowest, double highest)
    {
        var (first, last) = ((int)Math.Ceiling(lowest), (int)Math.Floor(highest));
        int step = 1 + ((last - first) / MostTicks);
        var ticks = new NumericManual();
        for (int power = first; power <= last; power += step)
            ticks.AddMajor(power, power is >= 0 and <= 4 ? $"{(int)Math.Pow(10, power)}" : string.Create(CultureInfo.InvariantCulture, $"1e{power}"));
        plot.Axes.Left.TickGenerator = ticks;
        plot.Axes.SetLimitsY(lowest, highest);
    }
}
