using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>
/// Choices between two numbers. A truth is 1 or 0; its bound is 1 where the float32 numbers may compare the other way.
/// </summary>
internal static class Selection
{
    public static BoundedTensor Less(Node node)
    {
        var (left, right) = (node.Tensor(0), node.Tensor(1));
        var (shape, leftIndex, rightIndex) = Broadcasting.Of(node, left.Shape, right.Shape);
        var result = new BoundedTensor(shape);
        for (var i = 0; i < result.Values.Length; i++)
        {
            var (l, r) = (leftIndex[i], rightIndex[i]);
            var difference = left.Values[l] - right.Values[r];
            result.Values[i] = difference < 0 ? 1 : 0;
            result.Bounds[i] = Math.Abs(difference) > left.Bounds[l] + right.Bounds[r] ? 0 : 1;
        }

        return result;
    }

    /// <summary>Where it is not certain which number is chosen, the result may be either, within its bound.</summary>
    public static BoundedTensor Where(Node node)
    {
        var (condition, chosen, other) = (node.Tensor(0), node.Tensor(1), node.Tensor(2));
        if (!condition.Shape.SequenceEqual(chosen.Shape) || !condition.Shape.SequenceEqual(other.Shape))
        {
            throw node.Unsupported("only inputs of one shape are known");
        }

        var result = new BoundedTensor(condition.Shape);
        for (var i = 0; i < result.Values.Length; i++)
        {
            var (yes, no) = condition.Values[i] != 0 ? (chosen, other) : (other, chosen);
            result.Values[i] = yes.Values[i];
            result.Bounds[i] = condition.Bounds[i] == 0
                ? yes.Bounds[i]
                : Math.Max(yes.Bounds[i], Math.Abs(no.Values[i] - yes.Values[i]) + no.Bounds[i]);
        }

        return result;
    }
}
