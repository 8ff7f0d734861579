using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>Functions of one number, applied to every element.</summary>
internal static class ElementWise
{
    /// <summary>Where x·Φ(x), the exact Gelu, turns from falling to rising: the root of Φ(x) + x·φ(x).</summary>
    private const double GeluTurn = -0.7517915246935645;

    /// <summary>Where the tanh approximation of Gelu turns.</summary>
    private const double GeluTanhTurn = -0.7524614220710163;

    public static BoundedTensor Elu(Node node)
    {
        var alpha = node.Factor("alpha", 1);
        return Monotone(node, x => x > 0 ? x : alpha * ExpMinus1(x), KernelErrors.Elu(alpha));
    }

    public static BoundedTensor Erf(Node node) => Monotone(node, ErrorFunction.Erf, KernelErrors.Erf);

    public static BoundedTensor Exp(Node node) => Monotone(node, Math.Exp, KernelErrors.Exp);

    public static BoundedTensor LeakyRelu(Node node)
    {
        var alpha = node.Factor("alpha", 0.01);
        return WithTurn(node, x => x < 0 ? alpha * x : x, KernelErrors.LeakyRelu, turn: 0);
    }

    public static BoundedTensor Log(Node node) => Monotone(node, Math.Log, KernelErrors.Log);

    public static BoundedTensor Neg(Node node) => Monotone(node, x => -x, KernelError.None);

    public static BoundedTensor Relu(Node node) => Monotone(node, x => Math.Max(x, 0), KernelError.None);

    public static BoundedTensor Selu(Node node)
    {
        // Klambauer et al. 2017, equation 14; the defaults of ONNX are the nearest float32 numbers.
        var (alpha, gamma) = (node.Factor("alpha", 1.6732632423543772), node.Factor("gamma", 1.0507009873554805));
        return Monotone(node, x => gamma * (x > 0 ? x : alpha * ExpMinus1(x)), KernelErrors.Selu(alpha, gamma));
    }

    public static BoundedTensor Sigmoid(Node node) => Monotone(node, x => 1 / (1 + Math.Exp(-x)), KernelErrors.Sigmoid);

    public static BoundedTensor Softplus(Node node) =>
        Monotone(node, x => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x))), KernelErrors.Softplus);

    public static BoundedTensor Sqrt(Node node) => Monotone(node, Math.Sqrt, KernelErrors.Sqrt);

    public static BoundedTensor Tanh(Node node) => Monotone(node, Math.Tanh, KernelErrors.Tanh);

    public static BoundedTensor Gelu(Node node) => node.Text("approximate", "none") switch
    {
        "none" => WithTurn(node, x => 0.5 * x * (1 + ErrorFunction.Erf(x / Math.Sqrt(2))), KernelErrors.Gelu, GeluTurn),
        "tanh" => WithTurn(
            node, x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), KernelErrors.GeluTanh, GeluTanhTurn),
        var other => throw node.Unsupported($"the approximation '{other}' is unknown"),
    };

    /// <summary>Clip with constant limits, either of which may be left out.</summary>
    public static BoundedTensor Clip(Node node)
    {
        double least = node.Has(1) ? node.Constant(1).Floats[0] : double.NegativeInfinity;
        double greatest = node.Has(2) ? node.Constant(2).Floats[0] : double.PositiveInfinity;

        // As ONNX defines it, Min(greatest, Max(x, least)): also where the limits are the wrong way round.
        return Monotone(node, x => Math.Min(greatest, Math.Max(x, least)), KernelError.None);
    }

    /// <summary>A function that nowhere falls, or nowhere rises.</summary>
    private static BoundedTensor Monotone(Node node, Func<double, double> function, KernelError kernel) =>
        WithTurn(node, function, kernel, turn: double.NaN);

    /// <summary>
    /// A function that changes direction once, at <paramref name="turn"/>. Over [x − e, x + e] it is furthest from f(x)
    /// at one of the ends or at the turn, so that three values of the function bound what the input's error does.
    /// </summary>
    private static BoundedTensor WithTurn(Node node, Func<double, double> function, KernelError kernel, double turn)
    {
        var x = node.Tensor(0);
        var y = new BoundedTensor(x.Shape);
        kernel = node.Rounding.Of(kernel);
        for (var i = 0; i < x.Values.Length; i++)
        {
            var (value, error) = (x.Values[i], x.Bounds[i]);
            var result = function(value);
            y.Values[i] = result;
            y.Bounds[i] = kernel.Bound(result, error == 0 ? 0 : Spread(function, value, error, result, turn));
        }

        return y;
    }

    private static double Spread(Func<double, double> function, double value, double error, double result, double turn)
    {
        if (!double.IsFinite(error))
        {
            return double.PositiveInfinity; // The float32 number may even be no number: no limit of f bounds f(NaN).
        }

        var spread = Math.Max(Math.Abs(function(value - error) - result), Math.Abs(function(value + error) - result));
        if (value - error < turn && turn < value + error)
        {
            spread = Math.Max(spread, Math.Abs(function(turn) - result));
        }

        // The ends and the differences are themselves rounded, to float64.
        return spread + Math.Abs(result) * Float64Slack;
    }

    /// <summary>A few units in the last place of float64.</summary>
    private const double Float64Slack = 1.0 / (1L << 50);

    /// <summary>e^x − 1 without cancellation near 0 (Higham, §1.14.1: the errors of numerator and denominator cancel).</summary>
    private static double ExpMinus1(double x)
    {
        var exp = Math.Exp(x);
        return exp == 1 ? x : exp - 1 == -1 ? -1 : (exp - 1) * x / Math.Log(exp);
    }

    /// <summary>log(1 + x) without cancellation near 0, for 0 ≤ x (the same device).</summary>
    private static double Log1p(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
