using Microsoft.ML.OnnxRuntime;

namespace VaeOnnx.Inference.Sessions;

/// <summary>ONNX Runtime's native library, which the app brings.</summary>
internal static class NativeRuntime
{
    /// <summary>Loads it, without telemetry.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: there is none.</exception>
    public static void Ensure()
    {
        OnnxRuntimeTelemetry.Disable();
        try
        {
            _ = OrtEnv.Instance();
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw Missing(error);
        }
    }

    internal static VaeOnnxException Missing(Exception error) => new(
        ErrorKind.Usage,
        "The native library of ONNX Runtime is not there or of another version. Add the package VaeOnnx.Inference.Cpu " +
        $"(or Microsoft.ML.OnnxRuntime), or VaeOnnx.Inference.Gpu for an NVIDIA GPU: {error.GetBaseException().Message}",
        error);
}
