using VaeOnnx.Inference;

namespace VaeOnnx.Bench.Inference;

/// <summary>The C# side: takes orders as the C program does, "encode B N spans" or "decode B N lent".</summary>
internal sealed class Worker(Vae vae)
{
    private readonly Dictionary<string, Action> calls = [];

    /// <summary>
    /// Calls everything until it runs as in a server after its first second: .NET compiles what is called often anew, in the background
    /// and with what it has seen of the calls.
    /// </summary>
    public void WarmUp()
    {
        Action[] all = [.. from operation in (string[])["encode", "decode"] from buffers in (string[])["spans", "lent"] select Call(operation, batch: 1, buffers)];
        for (int tier = 0; tier < 4; tier++)
        {
            foreach (var call in all) Stopwatches.Measure(call, runs: 200);
            Thread.Sleep(150);
        }
    }

    /// <summary>Answers with the median time in nanoseconds and the bytes a call, until there are no more orders.</summary>
    public void Serve()
    {
        while (Console.ReadLine()?.Split(' ') is [var operation, var batch, var runs, var buffers])
        {
            string name = $"{operation} {batch} {buffers}";
            if (!calls.TryGetValue(name, out var call))
                calls[name] = call = Call(operation, int.Parse(batch), buffers);
            var (nanoseconds, bytes) = Stopwatches.Measure(call, int.Parse(runs));
            Console.WriteLine(FormattableString.Invariant($"{nanoseconds} {bytes}"));
        }
    }

    private Action Call(string operation, int batch, string buffers)
    {
        float[] x = Numbers(batch * vae.InputLength), z = Numbers(batch * vae.LatentLength);
        float[] mean = new float[z.Length], logVar = new float[z.Length], recon = new float[batch * vae.OutputLength], logits = new float[recon.Length];
        if (buffers == "spans")
            return operation == "encode" ? () => vae.Encode(x, mean, logVar) : () => vae.Decode(z, recon, logits);

        var lent = vae.Rent(batch);
        x.CopyTo(lent.Data);
        z.CopyTo(lent.Latents);
        return operation == "encode" ? () => lent.Encode() : () => lent.Decode();
    }

    // Those of the C program.
    private static float[] Numbers(int length) => [.. Enumerable.Range(0, length).Select(i => i % 97 / 97f)];
}
