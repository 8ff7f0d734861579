namespace VaeOnnx.Export.Verification.Arithmetic;

/// <summary>
/// What one float32 operation may lose: the standard model of floating-point arithmetic (Higham, Accuracy and Stability of
/// Numerical Algorithms, 2nd edition, §2.2).
/// </summary>
internal static class UnitRoundoff
{
    /// <summary>u: half the distance from 1 to the next float32, the greatest relative error of one rounding.</summary>
    public const double Float32 = 1.0 / (1 << 24);

    /// <summary>The smallest positive float32, 2^-149: what a product that underflows may lose, at most.</summary>
    public const double Float32Underflow = float.Epsilon;
}
