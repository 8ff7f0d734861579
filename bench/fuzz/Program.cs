// Reads changed files, a million for each reader by default, and prints, as Markdown, what came of it: the table of docs/hostile-files.md.
// dotnet run -c Release --project bench/fuzz -- [--files N] [--seed N] [READER…]
// dotnet run -c Release --project bench/fuzz -- --make NUMBER READER > FILE     one of the files again
using System.Diagnostics;
using System.Globalization;
using VaeOnnx.Tests.Unit.Fuzzing;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int files = 1_000_000, seed = 2;
int? make = null;
var names = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--files") files = int.Parse(args[++i]);
    else if (args[i] == "--seed") seed = int.Parse(args[++i]);
    else if (args[i] == "--make") make = int.Parse(args[++i]);
    else names.Add(args[i]);
}

var targets = names.Count == 0 ? FuzzTargets.All : [.. names.Select(name => FuzzTargets.All.Single(target => target.Name == name))];
if (make is { } number)
{
    Console.OpenStandardOutput().Write(targets.Single().Make(seed, number));
    return 0;
}

Console.WriteLine("| reader | files | read to the end | refused | slowest | most allocated beyond the file's size | faults |");
Console.WriteLine("|---|---|---|---|---|---|---|");
int faults = 0;
foreach (var target in targets)
{
    using var run = new FuzzRun(target, seed);
    var clock = Stopwatch.StartNew();
    var thread = new Thread(() =>
    {
        for (int next = 0; next < files && run.Failures.Count < 100; next++) run.Next(next);
    }) { IsBackground = true };
    thread.Start();
    while (!thread.Join(TimeSpan.FromSeconds(10)))
    {
        Console.Error.WriteLine($"{target.Name}: {run.Files} of {files}, {run.Files / clock.Elapsed.TotalSeconds:0} a second, {run.Failures.Count} faults");
        if (run.Hanging is not { } hanging) continue;
        Console.Error.WriteLine($"{target.Name}: file {hanging} of seed {seed} has taken more than {FuzzRun.Patience}");
        return 1;
    }

    foreach (var failure in run.Failures) Console.Error.WriteLine(failure);
    faults += run.Failures.Count;
    Console.WriteLine(
        $"| {target.Name} | {run.Files:n0} | {run.Read:n0} | {run.Files - run.Read - run.Failures.Count:n0} | {run.Slowest.TotalMilliseconds:0} ms | {run.Allocated / 1e6:0.0} MB | {run.Failures.Count} |");
}

return faults == 0 ? 0 : 1;
