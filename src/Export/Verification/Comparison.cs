using System.Numerics;
using System.Runtime.CompilerServices;

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

    /// <summary>How many elements are not a number, or should not be one.</summary>
    public int NotANumber { get; init; }

    /// <summary>How many elements were not judged, since float32 may overflow on the way to them.</summary>
    public int Unbounded { get; init; }

    /// <summary>How many elements there are.</summary>
    public int Elements { get; init; }

    /// <summary>Whether every element that can be judged is within what is allowed, and none is not a number.</summary>
    public bool Passed => Mismatched == 0;

    /// <summary>Compares float32 or float64 numbers; expected and allowed may be shorter by whole rows, which then repeat.</summary>
    internal static Comparison Of<T>(
        IReadOnlyList<int> shape, ReadOnlySpan<T> actual, ReadOnlySpan<double> expected, ReadOnlySpan<double> allowed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Greatest absolute = default, relative = default, ulp = default, share = default;
        var (mismatched, notANumber, unbounded, ulps) = (0, 0, 0, 0L);
        for (int i = 0, j = 0; i < actual.Length; i++, j = j + 1 == expected.Length ? 0 : j + 1)
        {
            var (a, e, limit) = (double.CreateTruncating(actual[i]), expected[j], allowed[j]);
            if (!double.IsNaN(a) && !double.IsFinite(limit))
            {
                unbounded++;
                continue;
            }

            if (double.IsNaN(a) || double.IsNaN(e))
            {
                notANumber++;
                mismatched++;
                continue;
            }

            var difference = a == e ? 0 : Math.Abs(a - e); // Equal infinities are equal.
            if (!(difference <= limit))
            {
                mismatched++;
            }

            var distance = UlpDistance((float)a, (float)e);
            ulps += distance;
            absolute.Offer(difference, 1, i);
            ulp.Offer(distance, 1, i);
            share.Offer(difference, limit, i);
            if (e != 0)
            {
                relative.Offer(difference, Math.Abs(e), i);
            }
        }

        var judged = actual.Length - unbounded - notANumber;
        return new Comparison
        {
            Shape = shape,
            GreatestAbsolute = absolute.At(shape, actual, expected),
            GreatestRelative = relative.At(shape, actual, expected),
            GreatestUlp = ulp.At(shape, actual, expected),
            MeanUlp = judged == 0 ? 0 : (double)ulps / judged,
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long UlpDistance(float a, float b) => Math.Abs((long)Ordered(a) - Ordered(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Ordered(float number)
    {
        var bits = BitConverter.SingleToInt32Bits(number);
        var sign = bits >> 31; // 0 or −1: the magnitude is negated without a branch, which signs would mislead.
        return ((bits & int.MaxValue) ^ sign) - sign;
    }

    private struct Greatest
    {
        private double value;
        private int index;
        private bool any;

        /// <summary>Offers part / whole, and divides only if that is the greatest so far: most never are.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Offer(double part, double whole, int position)
        {
            if (!any || part > value * whole)
            {
                (value, index, any) = (part == 0 ? 0 : part / whole, position, true);
            }
        }

        public readonly Extreme? At<T>(IReadOnlyList<int> shape, ReadOnlySpan<T> actual, ReadOnlySpan<double> expected)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            any
                ? new Extreme(value, Extreme.IndexOf(index, shape), double.CreateTruncating(actual[index]), expected[index % expected.Length])
                : null;
    }
}
