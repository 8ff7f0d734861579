using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>NumPy's broadcasting: shapes are aligned at their last axis, and an extent of 1 is repeated.</summary>
internal static class Broadcasting
{
    /// <summary>The common shape of a node's operands, and for every element of it where it stands in each.</summary>
    public static (int[] Shape, int[] Left, int[] Right) Of(Node node, int[] left, int[] right)
    {
        var shape = Shape(left, right)
            ?? throw node.Unsupported($"[{string.Join(", ", left)}] and [{string.Join(", ", right)}] do not broadcast");
        return (shape, Indices(left, shape), Indices(right, shape));
    }

    /// <summary>The common shape, or nothing where there is none.</summary>
    public static int[]? Shape(int[] left, int[] right)
    {
        var shape = new int[Math.Max(left.Length, right.Length)];
        for (var fromEnd = 1; fromEnd <= shape.Length; fromEnd++)
        {
            var l = fromEnd <= left.Length ? left[^fromEnd] : 1;
            var r = fromEnd <= right.Length ? right[^fromEnd] : 1;
            if (l != r && l != 1 && r != 1)
            {
                return null;
            }

            shape[^fromEnd] = l == 1 ? r : l;
        }

        return shape;
    }

    /// <summary>For every element of the result, in row-major order, where it stands in the operand.</summary>
    public static int[] Indices(int[] operand, int[] result)
    {
        var indices = new int[BoundedTensor.Elements(result)];
        var filled = 1;   // elements of the result's trailing axes that are done
        var stride = 1;   // elements of the operand's trailing axes
        for (var fromEnd = 1; fromEnd <= result.Length; fromEnd++)
        {
            var extent = result[^fromEnd];
            var step = fromEnd <= operand.Length && operand[^fromEnd] > 1 ? stride : 0;
            for (var along = 1; along < extent; along++)
            {
                for (var i = 0; i < filled; i++)
                {
                    indices[along * filled + i] = indices[i] + along * step;
                }
            }

            filled *= extent;
            stride *= fromEnd <= operand.Length ? operand[^fromEnd] : 1;
        }

        return indices;
    }
}
