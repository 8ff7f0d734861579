using System.Diagnostics;
using System.Globalization;

namespace VaeOnnx.Bench.BigFiles;

/// <summary>One process: how long it took, and how much memory it had at its peak.</summary>
/// <param name="Seconds">From start to end.</param>
/// <param name="PeakMemory">VmHWM in bytes, as last seen before the process ended.</param>
/// <param name="Output">What it printed.</param>
internal sealed record Run(double Seconds, long PeakMemory, string Output)
{
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static Run Of(string program, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(5)) peak = Math.Max(peak, HighWater(process.Id));
        var seconds = clock.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? new(seconds, peak, output.Result)
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error.Result}");
    }

    private static long HighWater(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }
}
