namespace VaeOnnx.Export.Verification.Arithmetic;

/// <summary>What a bound is a bound on: the roundings of one kind of arithmetic, or those of the weights alone.</summary>
/// <param name="Unit">u: half the distance from 1 to the next number, the greatest relative error of one rounding.</param>
/// <param name="Underflow">The smallest positive number: what a product that underflows may lose, at most.</param>
/// <param name="Greatest">The greatest finite number.</param>
/// <param name="WeightsAlone">The arithmetic is exact, and every constant of the graph is off by one rounding.</param>
internal sealed record Rounding(double Unit, double Underflow, double Greatest, bool WeightsAlone = false)
{
    /// <summary>Arithmetic in float32.</summary>
    public static readonly Rounding Float32 = new(UnitRoundoff.Float32, UnitRoundoff.Float32Underflow, float.MaxValue);

    /// <summary>Arithmetic in float16, whether a processor has it or computes in float32 and rounds.</summary>
    public static readonly Rounding Float16 = new(1.0 / (1 << 11), 1.0 / (1 << 24), 65504);

    /// <summary>Exact arithmetic on weights that were rounded to float32.</summary>
    public static readonly Rounding Float32Weights = Float32 with { Greatest = double.MaxValue, WeightsAlone = true };

    /// <summary>Exact arithmetic on weights that were rounded to float16.</summary>
    public static readonly Rounding Float16Weights = Float16 with { Greatest = double.MaxValue, WeightsAlone = true };

    /// <summary>Exact arithmetic on weights that were rounded to bfloat16, by way of float32: hence the last term.</summary>
    public static readonly Rounding BFloat16Weights = new(1.0 / (1 << 8) + UnitRoundoff.Float32, Math.ScaleB(1, -133), double.MaxValue, WeightsAlone: true);

    /// <summary>Exact arithmetic with constants that two float16 numbers add up to, such as the √2 of a Gelu: to 2^-20 of them.</summary>
    public static readonly Rounding Float16Constants = new(1.0 / (1 << 20), 0, double.MaxValue, WeightsAlone: true);

    /// <summary>Exact arithmetic on exact weights.</summary>
    public static readonly Rounding None = new(0, 0, double.MaxValue, WeightsAlone: true);

    /// <summary>
    /// The greatest relative error of n roundings in any order: (1 + u)^n − 1, which is at most n·u / (1 − n·u) (Higham,
    /// lemma 3.1), and at most e^(n·u) − 1 where that says nothing: 2,000 roundings of float16. Of rounded weights, one each.
    /// </summary>
    public double Gamma(int n)
    {
        var nu = n * Unit;
        return WeightsAlone ? Unit : nu < 0.25 ? nu / (1 - nu) : Math.Exp(nu) - 1;
    }

    /// <summary>What a constant of the graph may be off.</summary>
    public double OfConstant(double value) => WeightsAlone ? Unit * Math.Abs(value) + Underflow / 2 : 0;

    /// <summary>
    /// The error of a kernel of this arithmetic, from that of the float32 kernel. In float16 a result is rounded once more;
    /// a second time stands for processors whose kernels compute in float16 throughout.
    /// </summary>
    public KernelError Of(KernelError float32) =>
        WeightsAlone || float32 == KernelError.None ? KernelError.None
        : this == Float32 ? float32
        : new(float32.Absolute + 2 * Underflow, float32.Relative + 2 * Unit + Unit * Unit);

    /// <summary>
    /// One operation of IEEE 754: correctly rounded, half the smallest number where it underflows. In float16 by way of
    /// float32 it is rounded twice.
    /// </summary>
    public KernelError OfOperation =>
        WeightsAlone ? KernelError.None
        : this == Float32 ? new(Underflow / 2, Unit)
        : new(Underflow / 2 + UnitRoundoff.Float32Underflow, Unit * (1 + UnitRoundoff.Float32) + UnitRoundoff.Float32);
}
