using System.Diagnostics;

namespace VaeOnnx.Bench.Inference;

/// <summary>Medians of many short times.</summary>
internal static class Stopwatches
{
    /// <summary>The median time of a call, in nanoseconds, and the managed bytes that one call allocated.</summary>
    public static (double Nanoseconds, double Bytes) Measure(Action call, int runs)
    {
        var times = new long[runs];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            call();
            times[i] = Stopwatch.GetTimestamp() - start;
        }

        double bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / runs;
        Array.Sort(times);
        return (times[runs / 2] * 1e9 / Stopwatch.Frequency, bytes);
    }

    /// <summary>The middle of some numbers; of an even number of them, the mean of both in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Seconds that a process takes from its start to its end.</summary>
    public static double Process(string program, params string[] arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using var process = System.Diagnostics.Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}
