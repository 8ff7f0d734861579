using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>Linear layers: y = W·x + b with constant weights.</summary>
internal static class Linear
{
    /// <summary>Gemm as linear layers use it: y = x·W + b, or y = x·Wᵀ + b with transB.</summary>
    public static BoundedTensor Gemm(Node node)
    {
        var transposed = node.Integer("transB", 0) != 0;
        if (node.Factor("alpha", 1) != 1 || node.Factor("beta", 1) != 1 || node.Integer("transA", 0) != 0)
        {
            throw node.Unsupported("only alpha = 1, beta = 1 and transA = 0 are known");
        }

        return Multiply(node, outputFirst: transposed, node.Has(2) ? node.Constant(2) : null);
    }

    /// <summary>x·W for a weight of two dimensions.</summary>
    public static BoundedTensor MatMul(Node node) => Multiply(node, outputFirst: false, bias: null);

    private static BoundedTensor Multiply(Node node, bool outputFirst, Constant? bias)
    {
        var x = node.Tensor(0);
        var w = node.Constant(1);
        if (w.Shape.Length != 2 || x.Shape.Length < 1)
        {
            throw node.Unsupported($"its weight has the shape [{string.Join(", ", w.Shape)}]; only two dimensions are known");
        }

        var (outer, inner) = outputFirst ? (w.Shape[0], w.Shape[1]) : (w.Shape[1], w.Shape[0]);
        if (x.Shape[^1] != inner)
        {
            throw node.Unsupported($"it multiplies [{string.Join(", ", x.Shape)}] by [{string.Join(", ", w.Shape)}]");
        }

        if (bias is not null && bias.Count != outer)
        {
            throw node.Unsupported($"its C has the shape [{string.Join(", ", bias.Shape)}]; only [{outer}] is known");
        }

        var weights = outputFirst ? w.Floats : Transpose(w.Floats, inner, outer);
        var remainders = outputFirst || !w.IsDouble ? w.Remainders : Transpose(w.Remainders, inner, outer);
        return Product(x, weights, remainders, outer, inner, bias?.ToTensor(node.Rounding), node.Rounding);
    }

    /// <summary>y = x·Wᵀ + b: [rows…, inner] → [rows…, outer].</summary>
    /// <param name="x">[rows…, inner].</param>
    /// <param name="weights">[outer, inner].</param>
    /// <param name="remainders">What rounding float64 weights to float32 took, [outer, inner]; or nothing.</param>
    /// <param name="outer">The size that comes out.</param>
    /// <param name="terms">
    /// How many products the bound takes a sum to have: <c>inner</c>, or more where y is a part of a larger sum, or W may itself be
    /// rounded before.
    /// </param>
    /// <param name="bias">[outer], or nothing.</param>
    /// <param name="rounding">What the bound is to cover.</param>
    public static BoundedTensor Product(
        BoundedTensor x, ReadOnlySpan<float> weights, ReadOnlySpan<float> remainders, int outer, int terms, BoundedTensor? bias, Rounding rounding)
    {
        var y = new BoundedTensor([.. x.Shape[..^1], outer]);
        BoundedProduct.Multiply(weights, x.Values, WhatMayBeLost(x, rounding.Gamma(terms + 2)), x.Shape[^1], y.Values, y.Bounds);
        if (!remainders.IsEmpty) AddRemainder(remainders, x, y);
        Finish(y, x, terms, rounding, bias);
        return y;
    }

    /// <summary>A float64 weight is the sum of two float32 numbers, to 2^-48 of it: y = x·W is the sum of two products.</summary>
    private static void AddRemainder(ReadOnlySpan<float> remainders, BoundedTensor x, BoundedTensor y)
    {
        var (rest, ignored) = (new double[y.Values.Length], new double[y.Values.Length]);
        BoundedProduct.Multiply(remainders, x.Values, new float[x.Values.Length], x.Shape[^1], rest, ignored);
        for (var i = 0; i < rest.Length; i++)
        {
            y.Values[i] += rest[i];
        }
    }

    /// <summary>
    /// t = e·(1 + γ) + γ·|x|, so that one product |W|·t is the whole of |W|·e + γ·|W|·(|x| + e): what the inputs are off,
    /// and what γ_n takes of the sum (Higham §3.1, in any order of summation, fused multiply-add or not). Rounded up. Where
    /// the weights alone are rounded, γ is what a weight is off.
    /// </summary>
    private static float[] WhatMayBeLost(BoundedTensor x, double gamma)
    {
        var t = new float[x.Values.Length];
        for (var i = 0; i < t.Length; i++)
        {
            var lost = x.Bounds[i] * (1 + gamma) + gamma * Math.Abs(x.Values[i]);
            var rounded = (float)lost;
            t[i] = rounded < lost ? MathF.BitIncrement(rounded) : rounded;
        }

        return t;
    }

    /// <summary>
    /// Adds the bias and turns the sums |W|·t into bounds. A sum of n products and a bias passes through n + 1
    /// roundings at most; γ is that of n + 2, and the one to spare covers float64's own rounding, 2^29 times smaller.
    /// </summary>
    private static void Finish(BoundedTensor y, BoundedTensor x, int terms, Rounding rounding, BoundedTensor? bias)
    {
        var (values, bounds) = (y.Values, y.Bounds);
        var outer = y.Shape[^1];
        var gamma = rounding.Gamma(terms + 2);
        var gamma32 = Rounding.Float32.Gamma(terms + 2);
        for (var i = 0; i < values.Length; i++)
        {
            var (b, biasError) = bias is null ? (0, 0) : (bias.Values[i % outer], bias.Bounds[i % outer]);

            // The sum |W|·t is itself one of n float32 products, each of which may have underflowed.
            var lost = (bounds[i] + terms * UnitRoundoff.Float32Underflow) / Math.Max(0, 1 - gamma32);
            values[i] += b;
            if (rounding.WeightsAlone)
            {
                bounds[i] = lost + biasError + rounding.Underflow / 2 * Magnitude(x, i / outer);
                continue;
            }

            bounds[i] = lost + gamma * Math.Abs(b) + terms * rounding.Underflow;

            // t ≥ γ·(|x| + e): no partial sum is larger than |W|·t / γ + |b|. If that overflows, the result may be anything.
            if (!((lost / gamma + Math.Abs(b)) * (1 + gamma) <= rounding.Greatest))
            {
                bounds[i] = double.PositiveInfinity;
            }
        }
    }

    /// <summary>Σ |x| + e of a row: a weight that is rounded to a denormal number, or to 0, is off by an absolute amount.</summary>
    private static double Magnitude(BoundedTensor x, int row)
    {
        var (sum, inner) = (0.0, x.Shape[^1]);
        for (var i = row * inner; i < (row + 1) * inner; i++)
        {
            sum += Math.Abs(x.Values[i]) + x.Bounds[i];
        }

        return sum;
    }

    /// <summary>[inner, outer] → [outer, inner], in blocks that stay in the first cache.</summary>
    public static float[] Transpose(ReadOnlySpan<float> w, int inner, int outer)
    {
        const int Block = 32;
        var transposed = new float[w.Length];
        for (var firstRow = 0; firstRow < inner; firstRow += Block)
        {
            for (var firstColumn = 0; firstColumn < outer; firstColumn += Block)
            {
                for (var column = firstColumn; column < Math.Min(firstColumn + Block, outer); column++)
                {
                    for (var row = firstRow; row < Math.Min(firstRow + Block, inner); row++)
                    {
                        transposed[column * inner + row] = w[row * outer + column];
                    }
                }
            }
        }

        return transposed;
    }
}
