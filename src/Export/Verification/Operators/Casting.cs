using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Export.Verification.Operators;

/// <summary>From one floating-point type to another. The cast of a constant is folded by <see cref="GraphEvaluator"/>.</summary>
internal static class Casting
{
    /// <summary>To float16 a number is rounded; to float32 it stays what it is.</summary>
    public static BoundedTensor Cast(Node node)
    {
        var x = node.Tensor(0);
        switch ((TensorProto.Types.DataType)node.Integer("to", 0))
        {
            case TensorProto.Types.DataType.Float:
                return x;
            case TensorProto.Types.DataType.Float16:
                var rounded = node.Rounding.OfOperation;
                var y = new BoundedTensor(x.Shape, x.Values, new double[x.Bounds.Length]);
                for (var i = 0; i < y.Bounds.Length; i++)
                {
                    y.Bounds[i] = rounded.Bound(x.Values[i], x.Bounds[i]);
                }

                return y;
            default:
                throw node.Unsupported("only casts to float32 and float16 are known");
        }
    }
}
