using System.Diagnostics;
using VaeOnnx.Bench.Inference;
using VaeOnnx.Inference;

// Vae against ONNX Runtime's C API, the same graphs; see run.sh.
// Arguments: the pair; the C program; the native executable whose cold start is measured. Or: the pair, the threads, "worker".
if (args is [var served, var count, "worker"])
{
    using var vae = Vae.Load(served, new() { Threads = int.Parse(count) });
    var worker = new Worker(vae);
    worker.WarmUp();
    worker.Serve();
    return;
}

// Where a process's memory happens to lie makes a whole process up to a tenth faster or slower than the next of the same program.
// So both are started anew for each sitting, in which they alternate, and the middle of the sittings' ratios is told.
const int Sittings = 31, Rounds = 4;
string pair = args[0], cProgram = args[1], coldStart = args[2];
Cell[] cells = [.. from operation in (string[])["encode", "decode"] from batch in (int[])[1, 8, 64, 1024] select new Cell(operation, batch, Rounds)];

Console.WriteLine($"load before: {File.ReadAllText("/proc/loadavg").Trim()}");
Console.WriteLine("| threads | call | batch | C API us | spans: ratio (quartiles) | lent: ratio (quartiles) | bytes a call |");
Console.WriteLine("|---|---|---|---|---|---|---|");
foreach (int threads in (int[])[1, 2])
{
    for (int sitting = 0; sitting < Sittings; sitting++)
    {
        using var c = new Side(cProgram, pair, $"{threads}");
        using var ours = new Side(Environment.ProcessPath!, typeof(Worker).Assembly.Location, pair, $"{threads}", "worker");
        foreach (var cell in cells) cell.Sit(c, ours);
    }

    foreach (var cell in cells)
    {
        Console.WriteLine($"| {threads} | {cell.Row()} |");
        cell.Clear();
    }
}

Throughput();
ColdStart();
Console.WriteLine($"load after: {File.ReadAllText("/proc/loadavg").Trim()}");

void Throughput()
{
    using var vae = Vae.Load(pair, new() { Threads = 1 });
    PerSecond(vae, callers: 8, milliseconds: 200);
    var (one, eight) = (new double[9], new double[9]);
    for (int round = 0; round < one.Length; round++)
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
