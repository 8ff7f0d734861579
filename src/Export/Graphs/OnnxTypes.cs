using VaeOnnx.Data;

namespace VaeOnnx.Export.Graphs;

/// <summary>The element types of ONNX by our names.</summary>
internal static class OnnxTypes
{
    private static readonly (TensorProto.Types.DataType Onnx, ElementType Type)[] Table =
    [
        (TensorProto.Types.DataType.Float, ElementType.Float32),
        (TensorProto.Types.DataType.Float16, ElementType.Float16),
        (TensorProto.Types.DataType.Bfloat16, ElementType.BFloat16),
        (TensorProto.Types.DataType.Double, ElementType.Float64),
        (TensorProto.Types.DataType.Int64, ElementType.Int64),
    ];

    /// <summary>The type of a tensor's elements; null for one that no graph of ours has.</summary>
    public static ElementType? Type(this TensorProto tensor)
    {
        foreach (var (onnx, type) in Table)
        {
            if (tensor.DataType == (int)onnx) return type;
        }

        return null;
    }

    /// <summary>The number of a type in an ONNX file.</summary>
    public static TensorProto.Types.DataType Onnx(this ElementType type) => Table.First(row => row.Type == type).Onnx;
}
