using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>
/// The four operations, with NumPy's broadcasting. Each is one rounding: IEEE 754 asks for no more and no less. Written for
/// exact a, b and inputs within ea, eb of them.
/// </summary>
internal static class BasicArithmetic
{
    private delegate (double Value, double Spread) Operation(double a, double ea, double b, double eb);

    public static BoundedTensor Add(Node node) => Apply(node, (a, ea, b, eb) => (a + b, ea + eb));

    public static BoundedTensor Sub(Node node) => Apply(node, (a, ea, b, eb) => (a - b, ea + eb));

    public static BoundedTensor Mul(Node node) =>
        Apply(node, (a, ea, b, eb) => (a * b, Math.Abs(a) * eb + Math.Abs(b) * ea + ea * eb));

    /// <summary>|(a + da)/(b + db) − a/b| ≤ (ea + |a/b|·eb) / (|b| − eb), as long as the divisor cannot reach 0.</summary>
    public static BoundedTensor Div(Node node) => Apply(node, (a, ea, b, eb) =>
    {
        var least = Math.Abs(b) - eb;
        return (a / b, least > 0 ? (ea + Math.Abs(a / b) * eb) / least : double.PositiveInfinity);
    });

    /// <summary>x above 0, slope · x below: nowhere steeper than the greater of 1 and the slope.</summary>
    public static BoundedTensor PRelu(Node node) => Apply(node, (x, ex, slope, es) =>
        (x < 0 ? slope * x : x, Math.Max(1, Math.Abs(slope) + es) * ex + Math.Abs(x) * es));

    private static BoundedTensor Apply(Node node, Operation operation)
    {
        var (left, right) = (node.Tensor(0), node.Tensor(1));
        var (shape, leftIndex, rightIndex) = Broadcasting.Of(node, left.Shape, right.Shape);
        var result = new BoundedTensor(shape);
        var rounded = node.Rounding.OfOperation;
        for (var i = 0; i < result.Values.Length; i++)
        {
            var (l, r) = (leftIndex[i], rightIndex[i]);
            var (value, spread) = operation(left.Values[l], left.Bounds[l], right.Values[r], right.Bounds[r]);
            result.Values[i] = value;
            result.Bounds[i] = rounded.Bound(value, spread);
        }

        return result;
    }
}
