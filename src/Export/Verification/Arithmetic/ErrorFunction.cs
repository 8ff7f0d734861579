namespace VaeOnnx.Export.Verification.Arithmetic;

/// <summary>The error function in float64, which .NET does not have.</summary>
internal static class ErrorFunction
{
    private const double TwoOverRootPi = 1.1283791670955126;

    /// <summary>
    /// erf(x) = 2/√π · e^(−x²) · Σ 2^n·x^(2n+1) / (1·3·…·(2n+1)) (DLMF 7.6.2). All terms have one sign, so that nothing
    /// cancels: the relative error stays below 1e-14. From 6 on, erf(x) is 1 to the last place of float64.
    /// </summary>
    public static double Erf(double x)
    {
        if (Math.Abs(x) >= 6)
        {
            return Math.Sign(x);
        }

        var square = x * x;
        var term = x;
        var sum = x;
        for (var odd = 3; Math.Abs(term) > Math.Abs(sum) * 1e-17; odd += 2)
        {
            term *= 2 * square / odd;
            sum += term;
        }

        return TwoOverRootPi * Math.Exp(-square) * sum;
    }
}
