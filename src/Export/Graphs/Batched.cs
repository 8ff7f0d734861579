using VaeOnnx.Inference;

namespace VaeOnnx.Export.Graphs;

/// <summary>Descriptions of values whose first axis is the symbolic batch.</summary>
internal static class Batched
{
    /// <summary>float32 [N, …shape].</summary>
    public static ValueInfoProto Float32(string name, IEnumerable<long> shape) => Of(name, TensorProto.Types.DataType.Float, shape);

    /// <summary>[N, …shape] of a type.</summary>
    public static ValueInfoProto Of(string name, TensorProto.Types.DataType type, IEnumerable<long> shape)
    {
        var dims = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = PairContract.BatchDimension } } };
        dims.Dim.AddRange(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dims },
            },
        };
    }
}
