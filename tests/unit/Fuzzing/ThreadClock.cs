using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VaeOnnx.Tests.Unit.Fuzzing;

/// <summary>
/// The processor time of the calling thread, where the system tells: on a busy machine, minutes may pass in which a thread is given
/// none. Elsewhere the time of the clock on the wall.
/// </summary>
internal static partial class ThreadClock
{
    private const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static TimeSpan Now => OperatingSystem.IsLinux() && Environment.Is64BitProcess && Read(ThreadProcessorTime, out var time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1e3)
        : Stopwatch.GetElapsedTime(0);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    private readonly record struct Time(long Seconds, long Nanoseconds);
}
