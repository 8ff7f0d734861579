using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference;

// What some tests start as a process of its own: opens a model, as an application would.
// Arguments: the model; "with-telemetry" leaves ONNX Runtime's default alone.
if (!args.Contains("with-telemetry"))
    OnnxRuntimeTelemetry.Disable();
using var session = new InferenceSession(args[0]);
