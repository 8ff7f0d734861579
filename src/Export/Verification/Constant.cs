using System.Runtime.InteropServices;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>A tensor that stands in the file (an initializer), read in place.</summary>
internal sealed class Constant
{
    private readonly TensorProto tensor;

    public Constant(TensorProto tensor)
    {
        this.tensor = tensor;
        Shape = [.. tensor.Dims.Select(extent => checked((int)extent))];
        var width = (TensorProto.Types.DataType)tensor.DataType switch
        {
            TensorProto.Types.DataType.Float => sizeof(float),
            TensorProto.Types.DataType.Int64 => sizeof(long),
            _ => throw Refused("its element type is not float32 or int64"),
        };
        if (tensor.RawData.Length != (long)BoundedTensor.Elements(Shape) * width)
        {
            throw Refused($"it holds {tensor.RawData.Length} bytes, which its shape does not need");
        }
    }

    public int[] Shape { get; }

    public ReadOnlySpan<float> Floats => tensor.DataType == (int)TensorProto.Types.DataType.Float
        ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span)
        : throw Refused("float32 numbers were expected, it holds int64");

    public ReadOnlySpan<long> Integers => tensor.DataType == (int)TensorProto.Types.DataType.Int64
        ? MemoryMarshal.Cast<byte, long>(tensor.RawData.Span)
        : throw Refused("int64 numbers were expected, it holds float32");

    public BoundedTensor ToTensor() => tensor.DataType == (int)TensorProto.Types.DataType.Int64
        ? BoundedTensor.Exact(Shape, Integers)
        : BoundedTensor.Exact(Shape, Floats);

    private VaeOnnxException Refused(string why) => new(
        ErrorKind.Unsupported,
        $"Cannot verify the graph: of its tensor '{tensor.Name}' [{string.Join(", ", tensor.Dims)}], {why}.");
}
