using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>A float32 input of a graph: its name and the shape of one row, without the batch axis.</summary>
internal sealed record GraphInput(string Name, int[] RowShape)
{
    public int RowElements => BoundedTensor.Elements(RowShape);

    public int[] Shape(int rows) => [rows, .. RowShape];

    /// <summary>The inputs of a graph; anything but float32 with a symbolic first axis is refused.</summary>
    public static GraphInput[] Of(ModelProto model) => [.. model.Graph.Input.Select(Of)];

    /// <summary>One of them.</summary>
    public static GraphInput Of(ValueInfoProto input)
    {
        var type = input.Type.TensorType;
        var dims = type.Shape.Dim;
        if (type.ElemType != (int)TensorProto.Types.DataType.Float
            || dims.Count == 0
            || dims[0].ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue
            || dims.Skip(1).Any(dim => dim.ValueCase != TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue))
        {
            throw new VaeOnnxException(
                ErrorKind.Unsupported,
                $"Cannot verify the graph: its input '{input.Name}' is not float32 with a symbolic batch axis and otherwise static extents.");
        }

        return new GraphInput(input.Name, [.. dims.Skip(1).Select(dim => checked((int)dim.DimValue))]);
    }
}
