using VaeOnnx.Inference;

namespace VaeOnnx.Export.Graphs;

/// <summary>Descriptions of inputs and outputs.</summary>
internal static class Batched
{
    /// <summary>float32 [N, …shape], the first axis the symbolic batch.</summary>
    public static ValueInfoProto Float32(string name, IEnumerable<long> shape) => Of(name, TensorProto.Types.DataType.Float, shape);

    /// <summary>[N, …shape] of a type.</summary>
    public static ValueInfoProto Of(string name, TensorProto.Types.DataType type, IEnumerable<long> shape)
    {
        var value = Static(name, type, shape);
        value.Type.TensorType.Shape.Dim.Insert(0, new TensorShapeProto.Types.Dimension { DimParam = PairContract.BatchDimension });
        return value;
    }

    /// <summary>A tensor without a batch axis; without a shape, a scalar.</summary>
    public static ValueInfoProto Static(string name, TensorProto.Types.DataType type, IEnumerable<long> shape)
    {
        var dims = new TensorShapeProto();
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
