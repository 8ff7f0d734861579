using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>Sums over an axis.</summary>
internal static class Reduction
{
    /// <summary>
    /// [rows, n] → [rows] or [rows, 1]: the sum over the last axis. |ŝ − s| ≤ Σ e + γ_(n−1) Σ (|x| + e) in any order
    /// (Higham §4.2); float64's own rounding, 2^29 times smaller, is covered by one term more.
    /// </summary>
    public static BoundedTensor Sum(Node node)
    {
        var x = node.Tensor(0);
        var axes = node.Constant(1).Integers;
        if (axes.Length != 1 || axes[0] != x.Shape.Length - 1 || x.Shape.Length < 2)
        {
            throw node.Unsupported("only a sum over the last axis is known");
        }

        int[] shape = node.Integer("keepdims", 1) == 0 ? x.Shape[..^1] : [.. x.Shape[..^1], 1];
        var sums = new BoundedTensor(shape);
        var inner = x.Shape[^1];
        var gamma = node.Rounding.WeightsAlone ? 0 : node.Rounding.Gamma(inner);
        for (var row = 0; row < sums.Values.Length; row++)
        {
            double sum = 0, magnitude = 0, error = 0;
            for (var i = row * inner; i < (row + 1) * inner; i++)
            {
                sum += x.Values[i];
                magnitude += Math.Abs(x.Values[i]) + x.Bounds[i];
                error += x.Bounds[i];
            }

            sums.Values[row] = sum;
            // No partial sum is larger than the sum of the magnitudes; where that overflows, the result may be anything.
            sums.Bounds[row] = magnitude <= node.Rounding.Greatest ? error + gamma * magnitude : double.PositiveInfinity;
        }

        return sums;
    }
}
