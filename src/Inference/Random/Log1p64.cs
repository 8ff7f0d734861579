namespace VaeOnnx.Inference;

/// <summary>log(1 + x) in float64 as XLA computes it on the CPU (jaxlib 0.10.2): Cephes' <c>log1p</c>.</summary>
internal static class Log1p64
{
    private static readonly double[] Numerator =
    [
        4.52700008624452e-05, 0.49854102823193375, 6.578732594206104, 29.911919328553072,
        60.94966798098779, 57.11296359058554, 20.039553499201283,
    ];

    private static readonly double[] Denominator =
        [1, 15.062909083469192, 83.04756596796722, 221.76239823732857, 309.09872225312057, 216.42788614495947, 60.11866049760384];

    /// <summary>For x in (−1, 0].</summary>
    public static double OfNegative(double x)
    {
        const double Near = 0.41421356237309503; // √2 − 1
        if (-x >= Near)
            return Math.Log(x + 1);

        double p = Horner.Sum(Numerator, x), q = Horner.Sum(Denominator, x), square = x * x;
        return x + Math.FusedMultiplyAdd(square, -0.5, x * square * (p / q));
    }
}
