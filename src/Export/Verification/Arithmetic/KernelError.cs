namespace VaeOnnx.Export.Verification.Arithmetic;

/// <summary>
/// How far a float32 kernel may be from the exact function of the very float32 number it is given:
/// <c>|kernel(x) − f(x)| ≤ Absolute + Relative·|f(x)|</c>.
/// </summary>
internal readonly record struct KernelError(double Absolute, double Relative)
{
    /// <summary>The kernel only copies, compares or changes a sign.</summary>
    public static readonly KernelError None = new(0, 0);

    /// <summary>
    /// The bound of a result, given that the exact function moves by at most <paramref name="spread"/> over the
    /// interval in which the float32 input lies.
    /// </summary>
    public double Bound(double value, double spread) =>
        spread + Absolute + Relative * (Math.Abs(value) + spread);
}
