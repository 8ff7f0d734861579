using System.Numerics;

namespace VaeOnnx.Export.Verification;

/// <summary>
/// Numbers held against the numbers they should be, element by element, with what each may be off. An infinity may
/// stand among the figures where a number that should be finite is none.
/// </summary>
public sealed record Comparison
{
    /// <summary>The shape of what was compared, batch axis first.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The greatest |actual − expected|; nothing where no element was judged.</summary>
    public Extreme? GreatestAbsolute { get; init; }

    /// <summary>The greatest |actual − expected| / |expected| where the expected number is not 0.</summary>
    public Extreme? GreatestRelative { get; init; }

    /// <summary>The greatest distance in float32 numbers between the actual and the expected number, both rounded to float32.</summary>
    public Extreme? GreatestUlp { get; init; }

    /// <summary>The mean of that distance.</summary>
    public double MeanUlp { get; init; }

    /// <summary>The greatest share of what was allowed: |actual − expected| / allowed. Above 1 the comparison fails.</summary>
    public Extreme? GreatestShare { get; init; }

    /// <summary>How many elements are further off than allowed, or not a number.</summary>
    public int Mismatched { get; init; }

    /// <summary>How many elements are not a number.</summary>
    public int NotANumber { get; init; }

    /// <summary>How many elements were not judged, since float32 may overflow on the way to them.</summary>
    public int Unbounded { get; init; }

    /// <summary>How many elements there are.</summary>
    public int Elements { get; init; }

    /// <summary>Whether every element that can be judged is within what is allowed, and none is not a number.</summary>
    public bool Passed => Mismatched == 0;

    /// <summary>Compares; expected and allowed may be shorter by whole rows, which then repeat.</summary>
    internal static Comparison Of<T>(
        IReadOnlyList<int> shape, ReadOnlySpan<T> actual, ReadOnlySpan<double> expected, ReadOnlySpan<double> allowed)
        where T : struct, IFloatingPointIeee754<T>
    {
        var (absolute, relative, ulp, share) = (new Greatest(), new Greatest(), new Greatest(), new Greatest());
        var (mismatched, notANumber, unbounded, ulps) = (0, 0, 0, 0.0);
        for (int i = 0, j = 0; i < actual.Length; i++, j = j + 1 == expected.Length ? 0 : j + 1)
        {
            var (a, e, limit) = (double.CreateChecked(actual[i]), expected[j], allowed[j]);
            if (double.IsNaN(a))
            {
                notANumber++;
                mismatched++;
                continue;
            }

            if (!double.IsFinite(limit))
            {
                unbounded++;
                continue;
            }

            var difference = a == e ? 0 : Math.Abs(a - e); // Equal infinities are equal.
            if (!(difference <= limit))
            {
                mismatched++;
            }

            var distance = UlpDistance((float)a, (float)e);
            ulps += distance;
            absolute.Offer(difference, i);
            ulp.Offer(distance, i);
            share.Offer(difference == 0 ? 0 : difference / limit, i);
            if (e != 0)
            {
                relative.Offer(difference / Math.Abs(e), i);
            }
        }

        var judged = actual.Length - unbounded - notANumber;
        return new Comparison
        {
            Shape = shape,
            GreatestAbsolute = absolute.At(shape, actual, expected),
            GreatestRelative = relative.At(shape, actual, expected),
            GreatestUlp = ulp.At(shape, actual, expected),
            MeanUlp = judged == 0 ? 0 : ulps / judged,
            GreatestShare = share.At(shape, actual, expected),
            Mismatched = mismatched,
            NotANumber = notANumber,
            Unbounded = unbounded,
            Elements = actual.Length,
        };
    }

    /// <summary>
    /// How many steps from one float32 to the next lie between two: the difference of their bits, read so that they
    /// are in the order of the numbers. Both zeros are the same.
    /// </summary>
    internal static long UlpDistance(float a, float b) => Math.Abs((long)Ordered(a) - Ordered(b));

    private static int Ordered(float number)
    {
        var bits = BitConverter.SingleToInt32Bits(number);
        return bits >= 0 ? bits : int.MinValue - bits;
    }

    private struct Greatest
    {
        private double value;
        private int index;
        private bool any;

        public void Offer(double figure, int position)
        {
            if (!any || figure > value)
            {
                (value, index, any) = (figure, position, true);
            }
        }

        public readonly Extreme? At<T>(IReadOnlyList<int> shape, ReadOnlySpan<T> actual, ReadOnlySpan<double> expected)
            where T : struct, IFloatingPointIeee754<T> =>
            any
                ? new Extreme(value, Extreme.IndexOf(index, shape), double.CreateChecked(actual[index]), expected[index % expected.Length])
                : null;
    }
}
