using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>Operators that copy elements to other places, some of them several times or not at all.</summary>
internal static class Indexing
{
    /// <summary>Axes in another order.</summary>
    public static BoundedTensor Transpose(Node node)
    {
        var x = node.Tensor(0);
        var axes = node.Integers("perm", [.. Enumerable.Range(0, x.Shape.Length).Reverse()]);
        var strides = Strides(x.Shape);
        return Take(x, [.. axes.Select(axis => Along(x.Shape[axis], strides[axis]))]);
    }

    /// <summary>A constant shape, to which extents of 1 are repeated.</summary>
    public static BoundedTensor Expand(Node node)
    {
        var x = node.Tensor(0);
        int[] asked = [.. node.Constant(1).Integers.ToArray().Select(extent => checked((int)extent))];
        var shape = Broadcasting.Shape(x.Shape, asked)
            ?? throw node.Unsupported($"[{string.Join(", ", x.Shape)}] cannot be expanded to [{string.Join(", ", asked)}]");
        var indices = Broadcasting.Indices(x.Shape, shape);
        var y = new BoundedTensor(shape);
        for (var i = 0; i < indices.Length; i++)
        {
            (y.Values[i], y.Bounds[i]) = (x.Values[indices[i]], x.Bounds[indices[i]]);
        }

        return y;
    }

    /// <summary>Rows of a constant table [K, …] by their numbers [N]: [N, …].</summary>
    public static BoundedTensor Gather(Node node)
    {
        var (table, rows) = (node.Constant(0).ToTensor(), node.Tensor(1));
        if (node.Integer("axis", 0) != 0 || rows.Shape.Length != 1)
        {
            throw node.Unsupported("only rows of a table by a list of numbers are known");
        }

        if (!rows.Values.All(row => row >= 0 && row < table.Shape[0]))
        {
            throw node.Unsupported($"a row outside of 0 to {table.Shape[0] - 1} is asked for");
        }

        var strides = Strides(table.Shape);
        return Take(table, [[.. rows.Values.Select(row => (int)row * strides[0])], .. table.Shape.Skip(1).Select((extent, axis) => Along(extent, strides[axis + 1]))]);
    }

    /// <summary>The element at (i, j, …) is that of x at <c>offsets[0][i] + offsets[1][j] + …</c>.</summary>
    private static BoundedTensor Take(BoundedTensor x, int[][] offsets)
    {
        var y = new BoundedTensor([.. offsets.Select(axis => axis.Length)]);
        var next = 0;
        Copy(0, 0);
        return y;

        void Copy(int axis, int from)
        {
            if (axis == offsets.Length)
            {
                (y.Values[next], y.Bounds[next]) = (x.Values[from], x.Bounds[from]);
                next++;
                return;
            }

            foreach (var offset in offsets[axis])
            {
                Copy(axis + 1, from + offset);
            }
        }
    }

    private static int[] Along(int extent, int stride) => [.. Enumerable.Range(0, extent).Select(i => i * stride)];

    private static int[] Strides(int[] shape)
    {
        var strides = new int[shape.Length];
        for (int axis = shape.Length - 1, stride = 1; axis >= 0; stride *= shape[axis--])
        {
            strides[axis] = stride;
        }

        return strides;
    }
}
