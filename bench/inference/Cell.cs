namespace VaeOnnx.Bench.Inference;

/// <summary>One operation at one batch size: its ratios to the C program, one a sitting.</summary>
internal sealed class Cell(string operation, int batch, int rounds)
{
    // Some 20 ms a measurement: a change of the machine's pace falls between two of them, not between two sides.
    private readonly int runs = Math.Clamp(5_000 / batch, 7, 1_000);
    private readonly List<double> native = [];
    private readonly List<double> spans = [];
    private readonly List<double> lent = [];
    private double bytes;

    /// <summary>Measures both sides in turn, forwards and backwards.</summary>
    public void Sit(Side c, Side ours)
    {
        string order = $"{operation} {batch} {runs}";
        Func<(double Nanoseconds, double Bytes)>[] sides = [() => c.Measure(order), () => ours.Measure($"{order} spans"), () => ours.Measure($"{order} lent")];
        foreach (var warmUp in sides) warmUp();

        var times = new double[sides.Length][];
        for (int side = 0; side < sides.Length; side++) times[side] = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < sides.Length; turn++)
            {
                int side = round % 2 == 0 ? turn : sides.Length - 1 - turn;
                (times[side][round], double allocated) = sides[side]();
                bytes += allocated;
            }
        }

        native.Add(Stopwatches.Median(times[0]));
        spans.Add(Ratio(times[1], times[0]));
        lent.Add(Ratio(times[2], times[0]));
    }

    /// <summary>The cells of the table.</summary>
    public string Row() => FormattableString.Invariant(
        $"{operation} | {batch} | {Stopwatches.Median(native) / 1e3:0.0} | {Figures(spans)} | {Figures(lent)} | {bytes}");

    public void Clear()
    {
        native.Clear();
        spans.Clear();
        lent.Clear();
        bytes = 0;
    }

    private static double Ratio(double[] ours, double[] theirs) => Stopwatches.Median(ours.Zip(theirs, (a, b) => a / b));

    private static string Figures(List<double> ratios)
    {
        double[] sorted = [.. ratios.Order()];
        return FormattableString.Invariant($"**{Stopwatches.Median(sorted):0.000}** ({sorted[sorted.Length / 4]:0.000}–{sorted[3 * sorted.Length / 4]:0.000})");
    }
}
