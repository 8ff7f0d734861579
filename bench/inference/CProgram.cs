using System.Diagnostics;
using System.Globalization;

namespace VaeOnnx.Bench.Inference;

/// <summary>The C program, as a process that waits for orders while C# runs.</summary>
internal sealed class CProgram : IDisposable
{
    private readonly Process process;

    public CProgram(string program, string pair, int threads)
    {
        process = Process.Start(new ProcessStartInfo(program, [pair, $"{threads}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>The median time of a run, in nanoseconds.</summary>
    public double Measure(string operation, int batch, int runs)
    {
        process.StandardInput.WriteLine($"{operation} {batch} {runs}");
        process.StandardInput.Flush();
        return double.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
