using System.Globalization;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>A float32 input of a graph, or its labels: the name and the shape of one row, without the batch axis.</summary>
/// <param name="Name">Its name.</param>
/// <param name="RowShape">The shape of one row.</param>
/// <param name="Classes">For labels, int64 from 0 to this number − 1; 0 for numbers.</param>
internal sealed record GraphInput(string Name, int[] RowShape, int Classes = 0)
{
    public int RowElements => BoundedTensor.Elements(RowShape);

    public int[] Shape(int rows) => [rows, .. RowShape];

    /// <summary>The inputs of a graph; anything but float32 and labels with a symbolic first axis is refused.</summary>
    public static GraphInput[] Of(ModelProto model) => [.. Of(model, _ => true)];

    /// <summary>Some of the inputs of a graph.</summary>
    public static IEnumerable<GraphInput> Of(ModelProto model, Func<ValueInfoProto, bool> chosen) =>
        model.Graph.Input.Where(chosen).Select(input => Of(input, Labels(model)));

    private static int Labels(ModelProto model) =>
        model.MetadataProps.FirstOrDefault(entry => entry.Key == MetadataKeys.Classes) is { } entry
        && int.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var classes)
            ? classes
            : 0;

    private static GraphInput Of(ValueInfoProto input, int classes)
    {
        var type = input.Type.TensorType;
        var dims = type.Shape.Dim;
        bool isLabel = input.Name == PairContract.Label && classes > 0;
        if (type.ElemType != (int)(isLabel ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.Float)
            || dims.Count == 0
            || (isLabel && dims.Count > 1)
            || dims[0].ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue
            || dims.Skip(1).Any(dim => dim.ValueCase != TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue))
        {
            throw new VaeOnnxException(
                ErrorKind.Unsupported,
                $"Cannot verify the graph: its input '{input.Name}' is not float32 with a symbolic batch axis and otherwise static extents.");
        }

        return new GraphInput(input.Name, [.. dims.Skip(1).Select(dim => checked((int)dim.DimValue))], isLabel ? classes : 0);
    }
}
