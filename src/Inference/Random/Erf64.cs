namespace VaeOnnx.Inference;

/// <summary>
/// The error function in float64 as the C library computes it, which XLA calls: the rational approximations of FDLIBM
/// (<c>s_erf.c</c>; Copyright 1993 by Sun Microsystems, Inc., permission to use, copy, modify and distribute is freely granted
/// provided that this notice is preserved), summed in pairs as glibc sums them.
/// </summary>
internal static class Erf64
{
    /// <summary>erf(1) to 24 bits.</summary>
    private const double AtOne = 8.45062911510467529297e-01;

    private static readonly double[] SmallNumerator =
    [
        1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02, -5.77027029648944159157e-03,
        -2.37630166566501626084e-05,
    ];

    private static readonly double[] SmallDenominator =
    [
        1, 3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03, 1.32494738004321644526e-04,
        -3.96022827877536812320e-06,
    ];

    private static readonly double[] OneNumerator =
    [
        -2.36211856075265944077e-03, 4.14856118683748331666e-01, -3.72207876035701323847e-01, 3.18346619901161753674e-01,
        -1.10894694282396677476e-01, 3.54783043256182359371e-02, -2.16637559486879084300e-03,
    ];

    private static readonly double[] OneDenominator =
    [
        1, 1.06420880400844228286e-01, 5.40397917702171048937e-01, 7.18286544141962662868e-02, 1.26171219808761642112e-01,
        1.36370839120290507362e-02, 1.19844998467991074170e-02,
    ];

    private static readonly double[] MiddleNumerator =
    [
        -9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e+01, -6.23753324503260060396e+01,
        -1.62396669462573470355e+02, -1.84605092906711035994e+02, -8.12874355063065934246e+01, -9.81432934416914548592e+00,
    ];

    private static readonly double[] MiddleDenominator =
    [
        1, 1.96512716674392571292e+01, 1.37657754143519042600e+02, 4.34565877475229228821e+02, 6.45387271733267880336e+02,
        4.29008140027567833386e+02, 1.08635005541779435134e+02, 6.57024977031928170135e+00, -6.04244152148580987438e-02,
    ];

    private static readonly double[] LargeNumerator =
    [
        -9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e+01, -1.60636384855821916062e+02,
        -6.37566443368389627722e+02, -1.02509513161107724954e+03, -4.83519191608651397019e+02,
    ];

    private static readonly double[] LargeDenominator =
    [
        1, 3.03380607434824582924e+01, 3.25792512996573918826e+02, 1.53672958608443695994e+03, 3.19985821950859553908e+03,
        2.55305040643316442583e+03, 4.74528541206955367215e+02, -2.24409524465858183362e+01,
    ];

    /// <summary>erf(x), infinite arguments included.</summary>
    public static double Of(double x) => Math.CopySign(OfPositive(Math.Abs(x)), x);

    private static double OfPositive(double x)
    {
        switch (x)
        {
            case < 0.84375:
                return x + (x * Ratio(SmallNumerator, SmallDenominator, x * x));
            case < 1.25:
                return AtOne + Ratio(OneNumerator, OneDenominator, x - 1);
            case >= 6:
                return 1;
        }

        double inverse = 1 / (x * x);
        // Where the high word of x passes that of 1/0.35.
        double ratio = BitConverter.DoubleToInt64Bits(x) < 0x4006DB6E00000000
            ? Ratio(MiddleNumerator, MiddleDenominator, inverse)
            : Ratio(LargeNumerator, LargeDenominator, inverse);
        // x² in two parts, since e^(−x²) multiplies its rounding error.
        double high = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) & unchecked((long)0xFFFFFFFF00000000));
        double exponential = Math.Exp((-high * high) - 0.5625) * Math.Exp(((high - x) * (high + x)) + ratio);
        return 1 - (exponential / x);
    }

    private static double Ratio(ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator, double t) =>
        PairedSum(numerator, t) / PairedSum(denominator, t);

    /// <summary>(c₀ + c₁t) + t²(c₂ + c₃t) + t⁴(c₄ + c₅t) + …, the lowest power first.</summary>
    private static double PairedSum(ReadOnlySpan<double> coefficients, double t)
    {
        double square = t * t, power = square, sum = coefficients[0] + (t * coefficients[1]);
        for (int i = 2; i < coefficients.Length; i += 2)
        {
            double pair = i + 1 < coefficients.Length ? coefficients[i] + (t * coefficients[i + 1]) : coefficients[i];
            sum += power * pair;
            power *= square;
        }

        return sum;
    }
}
