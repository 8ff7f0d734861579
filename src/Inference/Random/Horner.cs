using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeOnnx.Inference;

/// <summary>Horner's rule with fused steps, the coefficient of the highest power first.</summary>
internal static class Horner
{
    /// <summary>One step: sum · x + coefficient, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Step(Vector256<float> sum, Vector256<float> x, float coefficient) =>
        Fused.MultiplyAdd(sum, x, Vector256.Create(coefficient));

    /// <summary>The polynomial at <paramref name="x"/>.</summary>
    public static float Sum(ReadOnlySpan<float> coefficients, float x)
    {
        float sum = coefficients[0];
        foreach (float coefficient in coefficients[1..])
            sum = MathF.FusedMultiplyAdd(sum, x, coefficient);
        return sum;
    }

    /// <summary>The polynomial at <paramref name="x"/>.</summary>
    public static double Sum(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = coefficients[0];
        foreach (double coefficient in coefficients[1..])
            sum = Math.FusedMultiplyAdd(sum, x, coefficient);
        return sum;
    }
}
