using System.Numerics;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>A function after a hidden layer, and its slope.</summary>
internal interface IActivation
{
    /// <summary>h = f(p).</summary>
    static abstract Vector<float> Value(Vector<float> p);

    /// <summary>f′(p), where f(p) = h.</summary>
    static abstract Vector<float> Slope(Vector<float> p, Vector<float> h);
}

internal readonly struct Relu : IActivation
{
    public static Vector<float> Value(Vector<float> p) => Vector.Max(p, Vector<float>.Zero);

    public static Vector<float> Slope(Vector<float> p, Vector<float> h) =>
        Vector.ConditionalSelect(Vector.GreaterThan(p, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);
}

internal readonly struct Tanh : IActivation
{
    /// <summary>sign(p) (1 − e) / (1 + e) with e = exp(−2|p|); near zero, where that cancels, the beginning of the series.</summary>
    public static Vector<float> Value(Vector<float> p)
    {
        var square = p * p;
        var e = Vector.Exp(-2f * Vector.Abs(p));
        var far = Vector.CopySign((Vector<float>.One - e) / (Vector<float>.One + e), p);
        var near = p * (Vector<float>.One + (square * (new Vector<float>(-1 / 3f) + (square * new Vector<float>(2 / 15f)))));
        return Vector.ConditionalSelect(Vector.LessThan(square, new Vector<float>(1e-2f)), near, far);
    }

    public static Vector<float> Slope(Vector<float> p, Vector<float> h) => Vector<float>.One - (h * h);
}

internal readonly struct Softplus : IActivation
{
    /// <summary>max(p, 0) + log(1 + exp(−|p|)).</summary>
    public static Vector<float> Value(Vector<float> p) => Vector.Max(p, Vector<float>.Zero) + Logistic.Log1p(Vector.Exp(-Vector.Abs(p)));

    public static Vector<float> Slope(Vector<float> p, Vector<float> h) => Logistic.Sigmoid(p);
}

internal readonly struct Silu : IActivation
{
    public static Vector<float> Value(Vector<float> p) => p * Logistic.Sigmoid(p);

    public static Vector<float> Slope(Vector<float> p, Vector<float> h)
    {
        var s = Logistic.Sigmoid(p);
        return s + (h * (Vector<float>.One - s));
    }
}

internal readonly struct Gelu : IActivation
{
    private const float SqrtHalf = 0.70710678f;
    private const float DensityAtZero = 0.39894228f; // 1 / √(2π)

    public static Vector<float> Value(Vector<float> p) => p * Distribution(p);

    public static Vector<float> Slope(Vector<float> p, Vector<float> h) => Distribution(p) + (p * DensityAtZero * Vector.Exp(-0.5f * p * p));

    /// <summary>Φ(p) = (1 + erf(p / √2)) / 2, by the rational approximation of erf that Eigen and XLA use in float32.</summary>
    private static Vector<float> Distribution(Vector<float> p)
    {
        const float One = 3.74392128f; // From here on erf is 1 in float32.
        var x = Vector.Min(Vector.Max(p * SqrtHalf, new Vector<float>(-One)), new Vector<float>(One));
        var square = x * x;
        var numerator = Horner(square, 0.000229050653f, 0.00340829091f, 0.0509556942f, 0.185208321f, 1.12837911f);
        var denominator = Horner(square, -1.17916031e-07f, 2.35479656e-05f, 0.00101796258f, 0.0140704699f, 0.110985048f, 0.497469246f, 1);
        return new Vector<float>(0.5f) + (0.5f * x * numerator / denominator);
    }

    private static Vector<float> Horner(Vector<float> x, params ReadOnlySpan<float> coefficients)
    {
        var sum = new Vector<float>(coefficients[0]);
        foreach (float coefficient in coefficients[1..]) sum = (sum * x) + new Vector<float>(coefficient);
        return sum;
    }
}

/// <summary>The logistic function and its like, without overflow.</summary>
internal static class Logistic
{
    public static Vector<float> Sigmoid(Vector<float> x) => Sigmoid(x, Vector.Exp(-Vector.Abs(x)));

    /// <summary>1 / (1 + exp(−x)).</summary>
    /// <param name="x">x</param>
    /// <param name="e">exp(−|x|)</param>
    public static Vector<float> Sigmoid(Vector<float> x, Vector<float> e)
    {
        var numerator = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), e, Vector<float>.One);
        return numerator / (Vector<float>.One + e);
    }

    /// <summary>log(1 + e) for e in [0, 1]: where 1 + e rounds, by the ratio that undoes the rounding.</summary>
    public static Vector<float> Log1p(Vector<float> e)
    {
        var sum = Vector<float>.One + e;
        var rounded = sum - Vector<float>.One;
        return Vector.ConditionalSelect(Vector.Equals(rounded, Vector<float>.Zero), e, Vector.Log(sum) * (e / rounded));
    }
}
