using System.Runtime.InteropServices;
using System.Text.Json;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>What a runtime made of all runs: a verdict for every output of each.</summary>
internal sealed record RuntimeResults(string Runtime, IReadOnlyList<Verdict> Verdicts)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Writes the plan, lets the runtime run it, and judges what it wrote.</summary>
    public static RuntimeResults Of(Runtime runtime, IReadOnlyList<GraphRun> runs, string folder)
    {
        Directory.CreateDirectory(folder);
        var planned = runs.SelectMany(run => runtime.Optimizations.Select(optimization => (Run: run, Optimization: optimization))).ToList();
        var plan = planned.Select((item, index) => new PlannedRun(
            Copy(item.Run.File, folder, $"{index}.onnx"), item.Run.Input.Name, item.Run.Shape, $"{index}.in", item.Optimization)).ToArray();
        foreach (var (item, entry) in planned.Zip(plan)) File.WriteAllBytes(Path.Combine(folder, entry.Numbers), item.Run.Bytes);
        File.WriteAllText(Path.Combine(folder, "plan.json"), JsonSerializer.Serialize(new { Runs = plan }, Web));

        var (exitCode, output) = runtime.Run(folder);
        Assert.True(exitCode == 0, output);

        var written = JsonSerializer.Deserialize<Written>(File.ReadAllText(Path.Combine(folder, "results.json")), Web)!;
        return new(written.Runtime, [.. planned.Zip(written.Runs).SelectMany(pair => Judge(pair.First.Run, pair.First.Optimization, pair.Second, folder))]);
    }

    public IEnumerable<Verdict> Of(string name) => Verdicts.Where(verdict => verdict.Run.Case == name);

    private static IEnumerable<Verdict> Judge(GraphRun run, string optimization, WrittenRun written, string folder) =>
        run.Expected.Keys.Select(output => written.Outputs?.SingleOrDefault(found => found.Name == output) is { } found
            ? Verdict.Of(run, optimization, output, found.Type, found.Shape, Floats(Path.Combine(folder, found.File)))
            : Verdict.Failed(run, optimization, output, written.Error ?? "not among the outputs"));

    private static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    private static string Copy(string file, string folder, string name)
    {
        File.Copy(file, Path.Combine(folder, name));
        return name;
    }

    private sealed record PlannedRun(string Graph, string Input, int[] Shape, string Numbers, string Optimization);

    private sealed record Written(string Runtime, WrittenRun[] Runs);

    private sealed record WrittenRun(WrittenOutput[]? Outputs, string? Error);

    private sealed record WrittenOutput(string Name, string Type, int[] Shape, string File);
}
