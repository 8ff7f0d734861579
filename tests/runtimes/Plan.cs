using System.Text.Json;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>An input or output of a run; the type as JavaScript's packages call it, which is what NumPy calls it, too.</summary>
internal sealed record RunArray(string Name, string Type, int[] Shape, byte[] Data);

/// <summary>One graph with its inputs.</summary>
internal sealed record PlannedRun(string File, IReadOnlyList<RunArray> Inputs, string Optimization);

/// <summary>What came of it: the outputs, or why there are none.</summary>
internal sealed record RunResult(IReadOnlyList<RunArray> Outputs, string? Error);

/// <summary>Graphs, numbers and <c>plan.json</c> in a folder, for programs in other languages to run (plan.mjs, run.py).</summary>
internal static class Plan
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Writes the plan, lets the runtime run it, and reads what it wrote.</summary>
    public static (string Runtime, IReadOnlyList<RunResult> Results) Run(Runtime runtime, IReadOnlyList<PlannedRun> runs, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "plan.json"), JsonSerializer.Serialize(new { Runs = runs.Select((run, index) => Write(run, index, folder)).ToArray() }, Web));

        var (exitCode, output) = runtime.Run(folder);
        Assert.True(exitCode == 0, output);

        var written = JsonSerializer.Deserialize<Written>(File.ReadAllText(Path.Combine(folder, "results.json")), Web)!;
        return (written.Runtime, [.. written.Runs.Select(run => Read(run, folder))]);
    }

    private static PlanEntry Write(PlannedRun run, int index, string folder)
    {
        File.Copy(run.File, Path.Combine(folder, $"{index}.onnx"));
        return new($"{index}.onnx", [.. run.Inputs.Select(input =>
        {
            var file = $"{index}.{input.Name}.in";
            File.WriteAllBytes(Path.Combine(folder, file), input.Data);
            return new ArrayEntry(input.Name, input.Type, input.Shape, file);
        })], run.Optimization);
    }

    private static RunResult Read(WrittenRun run, string folder) =>
        new([.. (run.Outputs ?? []).Select(output => new RunArray(output.Name, output.Type, output.Shape, File.ReadAllBytes(Path.Combine(folder, output.File))))], run.Error);

    private sealed record PlanEntry(string Graph, ArrayEntry[] Inputs, string Optimization);

    private sealed record ArrayEntry(string Name, string Type, int[] Shape, string File);

    private sealed record Written(string Runtime, WrittenRun[] Runs);

    private sealed record WrittenRun(ArrayEntry[]? Outputs, string? Error);
}
