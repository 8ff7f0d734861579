using System.Runtime.InteropServices;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>What a runtime made of all runs: a verdict for every output of each.</summary>
internal sealed record RuntimeResults(string Runtime, IReadOnlyList<Verdict> Verdicts)
{
    /// <summary>Lets the runtime run them all, and judges what it wrote.</summary>
    public static RuntimeResults Of(Runtime runtime, IReadOnlyList<GraphRun> runs, string folder)
    {
        var planned = runs.SelectMany(run => runtime.Optimizations.Select(optimization => (Run: run, Optimization: optimization))).ToList();
        var (name, results) = Plan.Run(runtime, [.. planned.Select(item => new PlannedRun(item.Run.File, item.Run.Inputs, item.Optimization))], folder);
        return new(name, [.. planned.Zip(results).SelectMany(pair => Judge(pair.First.Run, pair.First.Optimization, pair.Second))]);
    }

    public IEnumerable<Verdict> Of(string name) => Verdicts.Where(verdict => verdict.Run.Case == name);

    private static IEnumerable<Verdict> Judge(GraphRun run, string optimization, RunResult result) =>
        run.Expected.Keys.Select(output => result.Outputs.SingleOrDefault(found => found.Name == output) is { } found
            ? Verdict.Of(run, optimization, output, found.Type, found.Shape, MemoryMarshal.Cast<byte, float>(found.Data).ToArray())
            : Verdict.Failed(run, optimization, output, result.Error ?? "not among the outputs"));
}
