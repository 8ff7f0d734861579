using VaeOnnx.Tests.Parity;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>The table in docs/runtimes.md is made here, and table.sh puts it there.</summary>
[Collection(nameof(ExportedCases))]
public sealed class TableTests(ExportedCases cases)
{
    [SkippableFact]
    public void The_table_shows_every_case_in_every_runtime_that_is_here()
    {
        Runtime[] here = [.. new[] { Runtime.Node, Runtime.Browser, Runtime.Python }.Where(runtime => runtime.Missing is null)];
        Skip.If(here.Length == 0, "no runtime is here");

        var table = ResultTable.Of([.. here.Select(cases.In)]);

        var artifacts = Directory.CreateDirectory(Path.Combine(ReferenceCase.Repository, "artifacts")).FullName;
        File.WriteAllText(Path.Combine(artifacts, "runtimes.md"), table);
        Assert.All(ExportedCases.Checkpoints, item => Assert.Contains($"\n| {item.Name} | recon |", table, StringComparison.Ordinal));
    }
}
