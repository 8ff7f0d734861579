using System.Diagnostics;
using VaeOnnx.Inference;

namespace VaeOnnx.Bench.Stress;

/// <summary>A great many calls of changing sizes from one caller: memory has to stay where it was.</summary>
internal static class Soak
{
    private const int Calls = 1_000_000;
    private const long Allowance = 20_000_000;

    /// <summary>Prints the memory of the process ten times, and tells whether it grew after the first tenth.</summary>
    public static bool Run(string pair)
    {
        using var vae = Vae.Load(pair, new() { Threads = 1 });
        // Some sizes are copied, the larger ones used where they are, in one of two places.
        float[] x = new float[16 * vae.InputLength], mean = new float[8 * vae.LatentLength], recon = new float[16 * vae.OutputLength];
        long first = 0, last = 0;
        for (int call = 1; call <= Calls; call++)
        {
            int count = 1 + (call % 8), start = call % 3 == 0 ? 8 : 0;
            if (call % 2 == 0) vae.Encode(x.AsSpan(start * vae.InputLength, count * vae.InputLength), mean.AsSpan(0, count * vae.LatentLength), []);
            else vae.Decode(mean.AsSpan(0, count * vae.LatentLength), recon.AsSpan(start * vae.OutputLength, count * vae.OutputLength));
            if (call % (Calls / 10) != 0) continue;
            last = Memory();
            if (first == 0) first = last;
            Console.WriteLine($"{call} calls, {last / 1_000_000} MB");
        }

        return last - first <= Allowance;
    }

    private static long Memory()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
