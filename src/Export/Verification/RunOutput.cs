using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>One output of a run, copied out of ONNX Runtime.</summary>
internal sealed record RunOutput(string Name, float[] Numbers, int[] Shape)
{
    public static RunOutput From(string name, OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return info.ElementDataType == TensorElementType.Float
            ? new RunOutput(name, value.GetTensorDataAsSpan<float>().ToArray(), [.. info.Shape.Select(extent => checked((int)extent))])
            : throw new VaeOnnxException(
                ErrorKind.Unsupported, $"Cannot verify the graph: its output '{name}' is {info.ElementDataType}, not float32.");
    }
}
