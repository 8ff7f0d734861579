using System.Numerics;

namespace VaeOnnx.Export.Verification.Arithmetic;

/// <summary>
/// The matrix product behind every linear layer, once for the values and once for what float32 may lose:
/// <c>y = x·Wᵀ</c> in float64 and <c>s = t·|W|ᵀ</c> in float32, in one pass over the weights. Of <c>s</c> the first
/// digits are all that a bound needs, and half the width of a number is twice the speed.
/// </summary>
/// <remarks>
/// <see cref="Vector{T}"/> has the width of this machine when compiled just in time, and the 128 bits of every x86-64
/// machine when compiled ahead of time: wider ones are not asked for at run time there, and the methods of Vector256 run
/// in software, thirty times slower. Four rows of x share one row of weights, so that the processor computes more
/// than it loads.
/// </remarks>
internal static class BoundedProduct
{
    private const int RowsAtATime = 4;

    /// <param name="weights">W, [outer, inner].</param>
    /// <param name="x">[rows, inner].</param>
    /// <param name="t">[rows, inner], none negative.</param>
    /// <param name="inner">The size that is summed over.</param>
    /// <param name="y">[rows, outer].</param>
    /// <param name="s">[rows, outer]; a float32 sum of <paramref name="inner"/> products, in some order.</param>
    public static unsafe void Multiply(
        ReadOnlySpan<float> weights, ReadOnlySpan<double> x, ReadOnlySpan<float> t, int inner, Span<double> y, Span<double> s)
    {
        var outer = weights.Length / inner;
        var rows = x.Length / inner;
        var sums = stackalloc double[RowsAtATime];
        var magnitudes = stackalloc float[RowsAtATime];
        fixed (float* weightsStart = weights, tStart = t)
        fixed (double* xStart = x)
        {
            for (var first = 0; first < rows; first += RowsAtATime)
            {
                // The last block repeats its last row to be complete; only its own rows are kept.
                var row1 = Math.Min(first + 1, rows - 1) * inner;
                var row2 = Math.Min(first + 2, rows - 1) * inner;
                var row3 = Math.Min(first + 3, rows - 1) * inner;
                var row0 = first * inner;
                var kept = Math.Min(RowsAtATime, rows - first);
                for (var o = 0; o < outer; o++)
                {
                    Dot(
                        weightsStart + o * inner, inner, sums, magnitudes,
                        xStart + row0, xStart + row1, xStart + row2, xStart + row3,
                        tStart + row0, tStart + row1, tStart + row2, tStart + row3);
                    for (var r = 0; r < kept; r++)
                    {
                        y[(first + r) * outer + o] = sums[r];
                        s[(first + r) * outer + o] = magnitudes[r];
                    }
                }
            }
        }
    }

    /// <summary>One row of weights with four rows each of x and t.</summary>
    private static unsafe void Dot(
        float* w, int inner, double* y, float* s,
        double* x0, double* x1, double* x2, double* x3,
        float* t0, float* t1, float* t2, float* t3)
    {
        Vector<double> y0 = default, y1 = default, y2 = default, y3 = default;
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
        var half = Vector<double>.Count;
        var k = 0;
        for (; k + Vector<float>.Count <= inner; k += Vector<float>.Count)
        {
            var weights = Vector.Load(w + k);
            var absolute = Vector.Abs(weights);
            Vector.Widen(weights, out var low, out var high);
            y0 = Vector.MultiplyAddEstimate(low, Vector.Load(x0 + k), y0);
            y1 = Vector.MultiplyAddEstimate(low, Vector.Load(x1 + k), y1);
            y2 = Vector.MultiplyAddEstimate(low, Vector.Load(x2 + k), y2);
            y3 = Vector.MultiplyAddEstimate(low, Vector.Load(x3 + k), y3);
            s0 = Vector.MultiplyAddEstimate(absolute, Vector.Load(t0 + k), s0);
            s1 = Vector.MultiplyAddEstimate(absolute, Vector.Load(t1 + k), s1);
            s2 = Vector.MultiplyAddEstimate(absolute, Vector.Load(t2 + k), s2);
            s3 = Vector.MultiplyAddEstimate(absolute, Vector.Load(t3 + k), s3);
            y0 = Vector.MultiplyAddEstimate(high, Vector.Load(x0 + k + half), y0);
            y1 = Vector.MultiplyAddEstimate(high, Vector.Load(x1 + k + half), y1);
            y2 = Vector.MultiplyAddEstimate(high, Vector.Load(x2 + k + half), y2);
            y3 = Vector.MultiplyAddEstimate(high, Vector.Load(x3 + k + half), y3);
        }

        y[0] = Vector.Sum(y0);
        y[1] = Vector.Sum(y1);
        y[2] = Vector.Sum(y2);
        y[3] = Vector.Sum(y3);
        s[0] = Vector.Sum(s0);
        s[1] = Vector.Sum(s1);
        s[2] = Vector.Sum(s2);
        s[3] = Vector.Sum(s3);
        for (; k < inner; k++)
        {
            double weight = w[k];
            var magnitude = Math.Abs(w[k]);
            y[0] += weight * x0[k];
            y[1] += weight * x1[k];
            y[2] += weight * x2[k];
            y[3] += weight * x3[k];
            s[0] += magnitude * t0[k];
            s[1] += magnitude * t1[k];
            s[2] += magnitude * t2[k];
            s[3] += magnitude * t3[k];
        }
    }
}
