using System.Diagnostics;
using VaeOnnx.Inference;

namespace VaeOnnx.Bench.Stress;

/// <summary>Eight callers of mixed operations on one model, which is disposed under them; again and again.</summary>
internal static class Storm
{
    /// <summary>Runs for so many seconds; false if a caller saw a wrong number or an unexpected error.</summary>
    public static bool Run(string pair, int seconds)
    {
        var clock = Stopwatch.StartNew();
        long calls = 0, rounds = 0, wrong = 0;
        for (; clock.Elapsed.TotalSeconds < seconds; rounds++)
        {
            var vae = Vae.Load(pair, new() { Threads = 1, Lanes = 3 });
            var expected = vae.Sample(8, seed: 0);
            var callers = Enumerable.Range(0, 8).Select(caller => new Thread(() =>
            {
                try
                {
                    for (int call = caller; ; call++)
                    {
                        if (!Call(vae, call, expected)) Interlocked.Increment(ref wrong);
                        Interlocked.Increment(ref calls);
                    }
                }
                catch (ObjectDisposedException)
                {
                    // The end that every caller has to come to.
                }
            })).ToList();
            callers.ForEach(caller => caller.Start());
            Thread.Sleep(500);
            vae.Dispose();
            callers.ForEach(caller => caller.Join());
        }

        Console.WriteLine($"{calls} calls in {rounds} models, {wrong} wrong");
        return wrong == 0;
    }

    private static bool Call(Vae vae, int call, float[] expected)
    {
        int count = 1 + (call % 8);
        switch (call % 5)
        {
            case 0:
                return vae.Encode(new float[count * vae.InputLength]).Mean.Length == count * vae.LatentLength;
            case 1:
                return vae.Score(new float[count * vae.InputLength], seed: call).All(score => double.IsFinite(score.Elbo));
            case 2:
                using (var batch = vae.Rent(count))
                {
                    batch.Latents.Clear();
                    batch.Decode();
                    return float.IsFinite(batch.Recon[0]);
                }

            case 3:
                return vae.Interpolate(new float[vae.LatentLength], new float[vae.LatentLength], count + 1).Length == (count + 1) * vae.OutputLength;
            default:
                // Kernels choose their order of summation by the size of a batch.
                return vae.Sample(8, seed: 0).Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5f);
        }
    }
}
