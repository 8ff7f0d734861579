using System.Diagnostics;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Export;

namespace VaeOnnx.Tests.Unit.Tools.VaeExport;

/// <summary>
/// Exports that are killed (SIGKILL, which nothing can catch) leave the whole older pair or the whole new one, and the next export
/// leaves nothing else beside it.
/// </summary>
public sealed class KilledExportTests : IDisposable
{
    private static readonly string[] Pair = ["decoder.onnx", "encoder.onnx"];

    private readonly TemporaryFolder folder = new();
    private readonly string[] checkpoints;
    private readonly HashSet<string> whole = [];

    public KilledExportTests()
    {
        // Of a few MB, so that writing them takes a while.
        checkpoints = [.. Enumerable.Range(0, 2).Select(seed => SmallModel.PyTorchExample(784, 400, 20, seed).Save(folder, $"{seed}.safetensors"))];
    }

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void Killed_at_forty_moments_of_its_time_an_export_leaves_a_whole_pair()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Folders are exchanged on Linux alone.");
        var took = ExportBoth();

        for (int moment = 0; moment < 40; moment++)
        {
            using var process = Tool.VaeExport.Start(Arguments(moment));
            if (moment % 2 == 0) Thread.Sleep(took * (moment + 1) / 40);
            else WaitForStaging(process, moment);
            process.Kill();
            process.WaitForExit();
            AssertWhole($"after {moment} of 40 moments");
        }

        AssertCleanAfterTheNext();
    }

    /// <summary>At each system call that changes a folder or a file in it, from the first to the last.</summary>
    [SkippableTheory]
    [InlineData("mkdir")]
    [InlineData("fsync")]
    [InlineData("renameat2")]
    [InlineData("chmod,fchmod,fchmodat")]
    [InlineData("rename,renameat")]
    [InlineData("unlink,unlinkat")]
    [InlineData("rmdir")]
    public void Killed_at_any_system_call_of_a_kind_an_export_leaves_a_whole_pair(string calls)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/strace"), "No strace, which kills at a system call.");
        ExportBoth();

        for (int call = 1; call <= 100; call++)
        {
            // strace counts the calls of each thread apart, and kills the process at the first that gets there.
            using var process = Process.Start(new ProcessStartInfo(
                "strace",
                ["-f", "-qq", "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:signal=SIGKILL:when={call}", "dotnet", Tool.VaeExport.Program, .. Arguments(call)])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var result = Tool.Finish(process);
            Skip.If(result.Error.Contains("strace:", StringComparison.Ordinal), $"strace cannot: {result.Error}");
            AssertWhole($"at call {call} of {calls}");
            if (result.ExitCode == 0) break;
            Assert.True(call < 100, "the export never ends");
        }

        AssertCleanAfterTheNext();
    }

    private string[] Arguments(int number) => [checkpoints[number % 2], "--out", folder["onnx", "pair"], "--verify", "none"];

    /// <summary>Both pairs are known afterwards, and how long an export takes.</summary>
    private TimeSpan ExportBoth()
    {
        var clock = new Stopwatch();
        for (int seed = 0; seed < 2; seed++)
        {
            clock.Restart();
            Assert.Equal(0, Tool.VaeExport.Run(Arguments(seed)).ExitCode);
            whole.Add(Content());
        }

        Assert.Equal(2, whole.Count);
        return clock.Elapsed;
    }

    private void WaitForStaging(Process process, int moment)
    {
        while (!process.HasExited && !Directory.EnumerateDirectories(folder["onnx"], ".*").Any()) Thread.Yield();
        Thread.Sleep(moment / 2);
    }

    private void AssertWhole(string when)
    {
        Assert.Equal(Pair, Directory.EnumerateFileSystemEntries(folder["onnx", "pair"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(whole.Contains(Content()), $"{when}: neither the older pair nor the new one");
    }

    private void AssertCleanAfterTheNext()
    {
        Assert.Equal(0, Tool.VaeExport.Run(Arguments(0)).ExitCode);
        Assert.Equal(["pair"], Directory.EnumerateFileSystemEntries(folder["onnx"]).Select(Path.GetFileName));
        AssertWhole("after the next export");
    }

    private string Content() => string.Concat(Pair.Select(name => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder["onnx", "pair", name])))));
}
