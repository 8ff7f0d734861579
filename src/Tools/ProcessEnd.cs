using System.Runtime.InteropServices;

namespace VaeOnnx.Tools;

/// <summary>How a process ends that has loaded ONNX Runtime and has nothing left to do.</summary>
internal static partial class ProcessEnd
{
    /// <summary>
    /// At once, without the destructors of native libraries: those of ONNX Runtime take 3 ms, of an export that takes 70, to free what
    /// the system takes back anyway. On Windows the process ends by returning from Main.
    /// </summary>
    /// <param name="code">The exit code.</param>
    public static int WithoutDestructors(int code)
    {
        if (!OperatingSystem.IsWindows()) Exit(code);
        return code;
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int code);
}
