namespace VaeOnnx.Export.Verification;

/// <summary>
/// When the float64 evaluation of a graph agrees with the float64 arrays of another program: to ten digits, or to what
/// float64 itself may lose where terms cancel. Anything else is another graph.
/// </summary>
internal static class Float64Agreement
{
    private const double Relative = 1e-10;

    /// <summary>
    /// The float32 bound of a value is a sum of terms in proportion to u = 2^-24, so in float64 (u = 2^-53) the same sum
    /// may lose 2^-29 of it; twice, since both programs round.
    /// </summary>
    private const double BothRound = 2.0 / (1 << 29);

    /// <param name="expected">The other program's numbers.</param>
    /// <param name="bounds">The float32 rounding bound of each.</param>
    /// <param name="rounded">What each may be off since the graph's weights are rounded and the other program's are not; empty for nothing.</param>
    public static double[] Allowed(ReadOnlySpan<double> expected, ReadOnlySpan<double> bounds, ReadOnlySpan<double> rounded = default)
    {
        var allowed = new double[expected.Length];
        for (var i = 0; i < allowed.Length; i++)
        {
            var mayRound = double.IsFinite(bounds[i]) ? BothRound * bounds[i] : 0;
            allowed[i] = double.IsFinite(expected[i])
                ? Relative * Math.Abs(expected[i]) + mayRound + (rounded.IsEmpty ? 0 : rounded[i])
                : 0;
        }

        return allowed;
    }
}
