using System.Globalization;
using ScottPlot.TickGenerators;

namespace VaeOnnx.Pictures;

/// <summary>The ticks of an axis of powers of ten, on which numbers stand at their logarithms.</summary>
internal static class LogAxis
{
    private const int MostTicks = 10;

    /// <summary>Ticks at powers of ten, no more than can be read.</summary>
    /// <param name="lowest">The logarithm at the beginning of the axis.</param>
    /// <param name="highest">The logarithm at its end.</param>
    public static NumericManual Ticks(double lowest, double highest)
    {
        var (first, last) = ((int)Math.Ceiling(lowest), (int)Math.Floor(highest));
        int step = 1 + ((last - first) / MostTicks);
        var ticks = new NumericManual();
        for (int power = first; power <= last; power += step)
            ticks.AddMajor(power, power is >= 0 and <= 3 ? $"{(int)Math.Pow(10, power)}" : string.Create(CultureInfo.InvariantCulture, $"1e{power}"));
        return ticks;
    }

    /// <summary>The same with the numbers 2 to 9 between two powers as marks without words: an axis of few powers is read by them.</summary>
    /// <inheritdoc cref="Ticks" path="/param"/>
    public static NumericManual FineTicks(double lowest, double highest)
    {
        var ticks = Ticks(lowest, highest);
        for (int power = (int)Math.Floor(lowest); power <= highest; power++)
        {
            for (int times = 2; times <= 9; times++)
            {
                double place = power + Math.Log10(times);
                if (place >= lowest && place <= highest) ticks.AddMinor(place);
            }
        }

        return ticks;
    }
}
