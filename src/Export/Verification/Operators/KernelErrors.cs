using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>
/// How exact the float32 kernels are. Beside each entry stands what <c>bench/kernel-errors</c> measured with ONNX Runtime
/// 1.31.1 on an x86-64 processor with AVX-512, over 2.8 million numbers of all sizes, on vector paths and scalar tails,
/// without and with graph optimization; the entry is twice that, since other processors take other paths. A new
/// version of ONNX Runtime is a reason to run it again. <see cref="Rounding.Of"/> makes an entry that of a float16 kernel.
/// </summary>
internal static class KernelErrors
{
    /// <summary>What a result may lose whose last step, or one before it, is denormal: two of the smallest steps.</summary>
    private const double Denormal = 2 * UnitRoundoff.Float32Underflow;

    /// <summary>
    /// Roundings of each term of a batch normalisation: epsilon, its sum with the variance, root, quotient, product with the
    /// scale, product with x or the mean, two sums; twice as many, since root and quotient are kernels of their own. Measured
    /// where the terms cancel (ConvolutionBoundTests): 6 % of the bound, one rounding.
    /// </summary>
    public const int BatchNormalizationRoundings = 16;

    /// <summary>
    /// Roundings of each weight of a convolution before the sum: ONNX Runtime multiplies a batch normalisation that follows
    /// into the kernel, which takes five for the factor and one for the product; twice as many, as above. Measured on small
    /// kernels, where they count most: 11 % of the bound.
    /// </summary>
    public const int FoldedRoundings = 12;

    /// <summary>
    /// One operation of IEEE 754: correctly rounded. Such a result is off by u/(1 + u) at most, less than u by more than
    /// what float64 rounds.
    /// </summary>
    public static readonly KernelError Sqrt = Rounding.Float32.OfOperation;

    /// <summary>
    /// Measured: 6.6e-8 absolute below 0 with alpha = 1 (e^x − 1 is taken as it stands), exact above. Another alpha is
    /// rounded, and the product with it.
    /// </summary>
    public static KernelError Elu(double alpha) =>
        new(1.3e-7 * Math.Abs(alpha) + Denormal, alpha == 1 ? 0 : 3 * UnitRoundoff.Float32);

    /// <summary>Measured: 8.2e-8 relative.</summary>
    public static readonly KernelError Erf = new(Denormal, 1.64e-7);

    /// <summary>Measured: 7.5e-8 relative.</summary>
    public static readonly KernelError Exp = new(Denormal, 1.5e-7);

    /// <summary>Measured: 9.5e-8 absolute where the result is 1 at most, 1.24e-7 relative above.</summary>
    public static readonly KernelError Gelu = new(1.9e-7, 2.5e-7);

    /// <summary>Measured: 7.7e-7 absolute where the result is 1 at most, 2.0e-7 relative above.</summary>
    public static readonly KernelError GeluTanh = new(1.55e-6, 4.1e-7);

    /// <summary>Two roundings, of the slope and of the product with it; the third covers what they do to each other.</summary>
    public static readonly KernelError LeakyRelu = new(UnitRoundoff.Float32Underflow, 3 * UnitRoundoff.Float32);

    /// <summary>Measured: 2.3e-7 relative, also near 1 where the result is small.</summary>
    public static readonly KernelError Log = new(Denormal, 4.7e-7);

    /// <summary>Measured: 1.5e-7 absolute below 0, with alpha·gamma = 1.76; above, gamma and the product with it are rounded.</summary>
    public static KernelError Selu(double alpha, double gamma) =>
        new(1.75e-7 * Math.Abs(alpha * gamma) + Denormal, 3 * UnitRoundoff.Float32);

    /// <summary>
    /// Measured: 1.65e-7 absolute. No relative bound holds: the kernel gives 0 from −18.5 down, where the function is 1e-8.
    /// </summary>
    public static readonly KernelError Sigmoid = new(3.3e-7, 0);

    /// <summary>Measured: 3.0e-7 relative.</summary>
    public static readonly KernelError Softplus = new(Denormal, 5.9e-7);

    /// <summary>
    /// Measured: 3.0e-7 relative; 1.5e-43 absolute where the argument is so small that the terms of the kernel's
    /// polynomial are denormal.
    /// </summary>
    public static readonly KernelError Tanh = new(3e-43, 6.1e-7);
}
