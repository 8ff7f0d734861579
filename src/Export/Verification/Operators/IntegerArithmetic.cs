using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>Operators on whole numbers, which are exact: of int64 as far as float64 holds them, 2^53.</summary>
internal static class IntegerArithmetic
{
    private const long Greatest = 1L << 53;

    public static BoundedTensor Add(Node node) => Apply(node, (a, b) => a + b);

    public static BoundedTensor Sub(Node node) => Apply(node, (a, b) => a - b);

    public static BoundedTensor Mul(Node node) => Apply(node, (a, b) => checked(a * b));

    /// <summary>Truncated towards zero, as ONNX Runtime divides.</summary>
    public static BoundedTensor Div(Node node) =>
        Apply(node, (a, b) => b == 0 ? throw node.Unsupported("it divides by zero") : a / b);

    public static BoundedTensor And(Node node) => Apply(node, (a, b) => a & b);

    public static BoundedTensor Xor(Node node) => Apply(node, (a, b) => a ^ b);

    /// <summary>A whole number becomes another type of whole number that holds it, or a float32 that does.</summary>
    public static BoundedTensor Cast(Node node)
    {
        var x = node.Tensor(0);
        return node.Integer("to", 0) switch
        {
            7 => x,
            1 when x.Values.All(value => (float)value == value) => new BoundedTensor(x.Shape, x.Values, x.Bounds),
            1 => throw node.Unsupported("a number is too large for float32"),
            var type => throw node.Unsupported($"the type {type} is not known"),
        };
    }

    /// <summary>start, start + step, …, below the limit.</summary>
    public static BoundedTensor Range(Node node)
    {
        var (start, limit, step) = (Scalar(node, 0), Scalar(node, 1), Scalar(node, 2));
        if (step <= 0)
        {
            throw node.Unsupported("only steps upwards are known");
        }

        var count = checked((int)Math.Max(0, (limit - start + step - 1) / step));
        return Whole([count], Enumerable.Range(0, count).Select(i => start + i * step));
    }

    public static BoundedTensor Shape(Node node) => Whole([node.Tensor(0).Shape.Length], node.Tensor(0).Shape.Select(extent => (long)extent));

    public static BoundedTensor Size(Node node) => Whole([], [node.Tensor(0).Values.Length]);

    private static long Scalar(Node node, int input) => (long)node.Tensor(input).Values.Single();

    private static BoundedTensor Apply(Node node, Func<long, long, long> operation)
    {
        var (left, right) = (node.Tensor(0), node.Tensor(1));
        if (!left.IsInteger || !right.IsInteger)
        {
            throw node.Unsupported("it joins whole numbers with others");
        }

        var (shape, leftIndex, rightIndex) = Broadcasting.Of(node, left.Shape, right.Shape);
        return Whole(shape, leftIndex.Zip(rightIndex, (l, r) =>
        {
            var result = operation((long)left.Values[l], (long)right.Values[r]);
            return Math.Abs(result) <= Greatest ? result : throw node.Unsupported($"{result} is more than float64 holds");
        }));
    }

    private static BoundedTensor Whole(int[] shape, IEnumerable<long> values) =>
        new(shape, [.. values.Select(value => (double)value)], new double[BoundedTensor.Elements(shape)]) { IsInteger = true };
}
