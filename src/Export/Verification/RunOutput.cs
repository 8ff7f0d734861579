using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>One output of a run, copied out of ONNX Runtime.</summary>
internal sealed record RunOutput(string Name, float[] Numbers, int[] Shape)
{
    /// <summary>Whether two outputs are the same to the bit, zeros of either sign and what is not a number included.</summary>
    public bool HasTheBitsOf(RunOutput other) =>
        Shape.SequenceEqual(other.Shape) && MemoryMarshal.AsBytes<float>(Numbers).SequenceEqual(MemoryMarshal.AsBytes<float>(other.Numbers));

    public static RunOutput From(string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return info.ElementDataType == TensorElementType.Float
            ? new RunOutput(name, value.GetTensorDataAsSpan<float>().ToArray(), [.. info.Shape.Select(extent => checked((int)extent))])
            : throw new VaeOnnxException(
                ErrorKind.Unsupported, $"Cannot verify the graph: its output '{name}' is {info.ElementDataType}, not float32.");
    }
}
