using System.Runtime.InteropServices;

namespace VaeOnnx.Inference;

/// <summary>
/// Official builds of ONNX Runtime send usage data and keep a device id under the user's home folder, on every platform,
/// since 1.29. VaeOnnx switches that off.
/// </summary>
public static partial class OnnxRuntimeTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    private static readonly Lock Gate = new();
    private static bool done;

    /// <summary>
    /// Sets <c>ORT_DISABLE_TELEMETRY=1</c> for the native library. Works only before the first use of ONNX Runtime in the
    /// process, since the library decides once. A value that the user has set himself stays. Any thread may call it, any
    /// number of times.
    /// </summary>
    public static void Disable()
    {
        lock (Gate)
        {
            if (done)
                return;
            string value = Environment.GetEnvironmentVariable(Variable) ?? "1";
            if (OperatingSystem.IsWindows())
                Environment.SetEnvironmentVariable(Variable, value);
            else
                // .NET keeps a copy of the environment of its own here, which native getenv never sees.
                _ = SetEnvironmentVariable(Variable, value, overwrite: 0);
            done = true;
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
