using VaeOnnx.Export.Verification.Arithmetic;

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

    public static double[] Allowed(ReadOnlySpan<double> expected, BoundedTensor actual, bool weightsAreRounded = false)
    {
        var allowed = new double[expected.Length];
        for (var i = 0; i < allowed.Length; i++)
        {
            var bound = actual.Bounds[i];
            allowed[i] = double.IsFinite(expected[i])
                ? Relative * Math.Abs(expected[i]) + (double.IsFinite(bound) ? (weightsAreRounded ? 1 : BothRound) * bound : 0)
                : 0;
        }

        return allowed;
    }
}
