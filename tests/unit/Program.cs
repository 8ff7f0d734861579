using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference;

// What some tests start as a process of its own.
// Arguments: a folder and "serve": calls the pair there every 2 ms and prints how many processors that takes.
if (args is [var folder, "serve"])
{
    using var vae = Vae.Load(folder, new() { Threads = 2 });
    float[] x = new float[vae.InputLength], mean = new float[vae.LatentLength];
    vae.Encode(x, mean, []);
    var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
    for (int call = 0; call < 500; call++)
    {
        vae.Encode(x, mean, []);
        Thread.Sleep(2);
    }

    Console.WriteLine(FormattableString.Invariant($"{(Environment.CpuUsage.TotalTime - before) / clock.Elapsed}"));
    return;
}

// Otherwise: opens a model, as an application would; "with-telemetry" leaves ONNX Runtime's default alone.
if (!args.Contains("with-telemetry"))
    OnnxRuntimeTelemetry.Disable();
using var session = new InferenceSession(args[0]);
