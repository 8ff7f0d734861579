using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>Operators that move numbers and change none.</summary>
internal static class Shaping
{
    /// <summary>[d0, …] → [d0·…·d(axis−1), d(axis)·…].</summary>
    public static BoundedTensor Flatten(Node node)
    {
        var x = node.Tensor(0);
        var axis = Axis(node.Integer("axis", 1), x.Shape.Length);
        return x.Reshape([BoundedTensor.Elements(x.Shape.AsSpan(0, axis)), BoundedTensor.Elements(x.Shape.AsSpan(axis))]);
    }

    /// <summary>A shape in which 0 copies the input's extent and −1 is what remains.</summary>
    public static BoundedTensor Reshape(Node node)
    {
        var x = node.Tensor(0);
        if (node.Integer("allowzero", 0) != 0)
        {
            throw node.Unsupported("allowzero is not known");
        }

        var asked = node.Integers(1);
        var shape = new int[asked.Length];
        var known = 1L;
        var rest = -1;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (asked[axis] == -1)
            {
                rest = axis;
                continue;
            }

            shape[axis] = asked[axis] == 0 ? x.Shape[axis] : checked((int)asked[axis]);
            known *= shape[axis];
        }

        if (rest >= 0 && known > 0)
        {
            shape[rest] = checked((int)(x.Values.Length / known));
        }

        return BoundedTensor.Elements(shape) == x.Values.Length
            ? x.Reshape(shape)
            : throw node.Unsupported($"[{string.Join(", ", x.Shape)}] cannot take the shape [{string.Join(", ", asked)}]");
    }

    /// <summary>Cuts along one axis into pieces of given sizes.</summary>
    public static BoundedTensor[] Split(Node node)
    {
        var x = node.Tensor(0);
        var axis = Axis(node.Integer("axis", 0), x.Shape.Length);
        if (!node.Has(1))
        {
            throw node.Unsupported("only explicit sizes of the pieces are known");
        }

        var sizes = node.Constant(1).Integers;
        var pieces = new BoundedTensor[sizes.Length];
        var start = 0;
        for (var i = 0; i < pieces.Length; i++)
        {
            var size = checked((int)sizes[i]);
            pieces[i] = Cut(x, axis, start, size);
            start += size;
        }

        return pieces;
    }

    /// <summary>Constant starts and ends with steps of 1.</summary>
    public static BoundedTensor Slice(Node node)
    {
        var x = node.Tensor(0);
        var starts = node.Constant(1).Integers;
        var ends = node.Constant(2).Integers;
        if (node.Has(4) && node.Constant(4).Integers.ContainsAnyExcept(1))
        {
            throw node.Unsupported("only steps of 1 are known");
        }

        for (var i = 0; i < starts.Length; i++)
        {
            var axis = node.Has(3) ? Axis(node.Constant(3).Integers[i], x.Shape.Length) : i;
            var extent = x.Shape[axis];
            var start = (int)Math.Clamp(starts[i] < 0 ? starts[i] + extent : starts[i], 0, extent);
            var end = (int)Math.Clamp(ends[i] < 0 ? ends[i] + extent : ends[i], start, extent);
            x = Cut(x, axis, start, end - start);
        }

        return x;
    }

    /// <summary>Joins along one axis.</summary>
    public static BoundedTensor Concat(Node node)
    {
        var parts = Enumerable.Range(0, node.Inputs).Select(node.Tensor).ToArray();
        var axis = Axis(node.Integer("axis", 0), parts[0].Shape.Length);
        var shape = parts[0].Shape.ToArray();
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        var joined = new BoundedTensor(shape) { IsInteger = parts.All(part => part.IsInteger) };
        var (outer, width) = Blocks(shape, axis);
        var at = 0;
        foreach (var part in parts)
        {
            var (partOuter, partWidth) = Blocks(part.Shape, axis);
            if (partOuter != outer)
            {
                throw node.Unsupported("its inputs differ in a shape that they must share");
            }

            for (var i = 0; i < outer; i++)
            {
                part.Values.AsSpan(i * partWidth, partWidth).CopyTo(joined.Values.AsSpan(i * width + at));
                part.Bounds.AsSpan(i * partWidth, partWidth).CopyTo(joined.Bounds.AsSpan(i * width + at));
            }

            at += partWidth;
        }

        return joined;
    }

    private static BoundedTensor Cut(BoundedTensor x, int axis, int start, int size)
    {
        var shape = x.Shape.ToArray();
        shape[axis] = size;
        var piece = new BoundedTensor(shape) { IsInteger = x.IsInteger };
        var (outer, width) = Blocks(x.Shape, axis);
        var inner = width / Math.Max(1, x.Shape[axis]);
        for (var i = 0; i < outer; i++)
        {
            x.Values.AsSpan(i * width + start * inner, size * inner).CopyTo(piece.Values.AsSpan(i * size * inner));
            x.Bounds.AsSpan(i * width + start * inner, size * inner).CopyTo(piece.Bounds.AsSpan(i * size * inner));
        }

        return piece;
    }

    /// <summary>A tensor as so many blocks of so many elements, each block the whole of the axis and what lies inside it.</summary>
    private static (int Outer, int Width) Blocks(int[] shape, int axis) =>
        (BoundedTensor.Elements(shape.AsSpan(0, axis)), BoundedTensor.Elements(shape.AsSpan(axis)));

    private static int Axis(long axis, int rank) => checked((int)(axis < 0 ? axis + rank : axis));
}
