using System.Diagnostics;
using VaeOnnx.Bench.Inference;
using VaeOnnx.Inference;

// Vae against ONNX Runtime's C API, the same graphs, in alternating rounds of one run; see run.sh.
// Arguments: the pair; the C program; the native executable whose cold start is measured.
const int Rounds = 9;
string pair = args[0], cProgram = args[1], coldStart = args[2];

Console.WriteLine("| threads | call | batch | C API us | spans us | ratio | lent us | ratio | bytes a call |");
Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
foreach (int threads in (int[])[1, 2])
{
    using var c = new CProgram(cProgram, pair, threads);
    using var vae = Vae.Load(pair, new() { Threads = threads });
    foreach (string operation in (string[])["encode", "decode"])
    {
        foreach (int batch in (int[])[1, 8, 64, 1024]) Compare(c, vae, threads, operation, batch);
    }
}

Throughput();
ColdStart();

void Compare(CProgram c, Vae vae, int threads, string operation, int batch)
{
    bool encode = operation == "encode";
    float[] x = new float[batch * vae.InputLength], z = new float[batch * vae.LatentLength];
    float[] mean = new float[z.Length], logVar = new float[z.Length], recon = new float[batch * vae.OutputLength];
    for (int i = 0; i < x.Length; i++) x[i] = i % 97 / 97f;
    using var lent = vae.Rent(batch);
    x.CopyTo(lent.Data);
    lent.Latents.Clear();
    Action spans = encode ? () => vae.Encode(x, mean, logVar) : () => vae.Decode(z, recon);
    Action inPlace = encode ? () => lent.Encode() : () => lent.Decode();

    // About a tenth of a second a round and side.
    int runs = Math.Clamp(8_000 / batch, 25, 4_000);
    var (native, copied, borrowed) = (new double[Rounds], new double[Rounds], new double[Rounds]);
    double bytes = 0;
    c.Measure(operation, batch, runs);
    Stopwatches.Measure(spans, runs);
    Stopwatches.Measure(inPlace, runs);
    for (int round = 0; round < Rounds; round++)
    {
        native[round] = c.Measure(operation, batch, runs);
        (copied[round], double ofSpans) = Stopwatches.Measure(spans, runs);
        (borrowed[round], double ofLent) = Stopwatches.Measure(inPlace, runs);
        bytes += ofSpans + ofLent;
    }

    // A ratio of neighbours in time, since the machine's pace changes.
    double ratio = Stopwatches.Median(copied.Zip(native, (ours, theirs) => ours / theirs));
    double ratioLent = Stopwatches.Median(borrowed.Zip(native, (ours, theirs) => ours / theirs));
    Console.WriteLine(FormattableString.Invariant(
        $"| {threads} | {operation} | {batch} | {Stopwatches.Median(native) / 1e3:0.0} | {Stopwatches.Median(copied) / 1e3:0.0} | {ratio:0.000} | {Stopwatches.Median(borrowed) / 1e3:0.0} | {ratioLent:0.000} | {bytes} |"));
}

void Throughput()
{
    using var vae = Vae.Load(pair, new() { Threads = 1 });
    PerSecond(vae, callers: 8, milliseconds: 200);
    var (one, eight) = (new double[Rounds], new double[Rounds]);
    for (int round = 0; round < Rounds; round++)
    {
        one[round] = PerSecond(vae, callers: 1, milliseconds: 300);
        eight[round] = PerSecond(vae, callers: 8, milliseconds: 300);
    }

    double ratio = Stopwatches.Median(eight.Zip(one, (many, single) => many / single));
    Console.WriteLine(FormattableString.Invariant(
        $"\nencode, batch 1, one thread a call: {Stopwatches.Median(one):0} a second from one caller, {Stopwatches.Median(eight):0} from eight, {ratio:0.00} times"));
}

double PerSecond(Vae vae, int callers, int milliseconds)
{
    long calls = 0;
    bool stop = false;
    var clock = Stopwatch.StartNew();
    var threads = Enumerable.Range(0, callers).Select(_ => new Thread(() =>
    {
        float[] x = new float[vae.InputLength], mean = new float[vae.LatentLength], logVar = new float[vae.LatentLength];
        long made = 0;
        for (; !Volatile.Read(ref stop); made++) vae.Encode(x, mean, logVar);
        Interlocked.Add(ref calls, made);
    })).ToList();
    threads.ForEach(thread => thread.Start());
    Thread.Sleep(milliseconds);
    Volatile.Write(ref stop, true);
    threads.ForEach(thread => thread.Join());
    return calls / clock.Elapsed.TotalSeconds;
}

void ColdStart()
{
    var (native, ours) = (new double[15], new double[15]);
    for (int round = 0; round < native.Length; round++)
    {
        native[round] = Stopwatches.Process(cProgram, pair, "1", "first");
        ours[round] = Stopwatches.Process(coldStart, pair);
    }

    Console.WriteLine(FormattableString.Invariant(
        $"from start to end, load and first result: C {Stopwatches.Median(native) * 1e3:0.0} ms, ahead-of-time C# {Stopwatches.Median(ours) * 1e3:0.0} ms, {Stopwatches.Median(ours.Zip(native, (a, b) => a / b)):0.00} times"));
}
