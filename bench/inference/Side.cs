using System.Diagnostics;
using System.Globalization;

namespace VaeOnnx.Bench.Inference;

/// <summary>The C program or the C# one, as a process that waits for orders while the other works.</summary>
internal sealed class Side : IDisposable
{
    private readonly Process process;

    public Side(string program, params string[] arguments)
    {
        process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>The median time of a run, in nanoseconds, and the managed bytes that one run allocated.</summary>
    public (double Nanoseconds, double Bytes) Measure(string order)
    {
        process.StandardInput.WriteLine(order);
        process.StandardInput.Flush();
        double[] answer = [.. process.StandardOutput.ReadLine()!.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
        return (answer[0], answer.ElementAtOrDefault(1));
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
