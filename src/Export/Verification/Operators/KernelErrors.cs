using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>
/// How exact the float32 kernels are. The figures are twice what <c>bench/kernel-errors</c> measured with ONNX Runtime
/// 1.31.1 (vector paths and scalar tails, with and without graph optimisation); the factor of two is
/// for processors that take other paths. A new version of ONNX Runtime is a reason to run it again.
/// </summary>
internal static class KernelErrors
{
    /// <summary>One operation of IEEE 754: correctly rounded, half the smallest number where it underflows.</summary>
    public static readonly KernelError Rounded = new(UnitRoundoff.Float32Underflow / 2, UnitRoundoff.Float32);

    public static readonly KernelError Sigmoid = new(3.4e-7, 0);
    public static readonly KernelError Tanh = new(UnitRoundoff.Float32Underflow, 6e-7);
    public static readonly KernelError Softplus = new(UnitRoundoff.Float32Underflow, 7e-7);
    public static readonly KernelError Exp = new(UnitRoundoff.Float32Underflow, 2e-7);
    public static readonly KernelError Log = new(0, 3e-7);
    public static readonly KernelError Erf = new(UnitRoundoff.Float32Underflow, 6e-7);
    public static readonly KernelError Elu = new(3e-7, UnitRoundoff.Float32);
    public static readonly KernelError Selu = new(3e-7, UnitRoundoff.Float32);
    public static readonly KernelError Gelu = new(3e-7, 1e-6);
    public static readonly KernelError GeluTanh = new(3e-7, 1e-6);
}
