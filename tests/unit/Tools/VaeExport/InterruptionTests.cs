using System.Diagnostics;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Export;

namespace VaeOnnx.Tests.Unit.Tools.VaeExport;

public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void An_interrupted_export_leaves_nothing_behind_and_the_older_one_as_it_was(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent with kill");
        Assert.Equal(0, Tool.VaeExport.Run(SmallModel.PyTorchExample().Save(folder, "small.safetensors"), "--out", folder["onnx"]).ExitCode);
        var older = File.ReadAllBytes(folder["onnx", "encoder.onnx"]);
        // Large enough to be still under way when the signal arrives: the staging folder is made first of all.
        var large = SmallModel.PyTorchExample(input: 2000, hidden: 6000, latent: 100).Save(folder, "large.safetensors");
        var before = Directory.EnumerateFileSystemEntries(folder.Path).Order().ToList();

        using var process = Tool.VaeExport.StartInForeground(large, "--out", folder["onnx"]);
        while (!Directory.EnumerateDirectories(folder.Path, ".*").Any() && !process.HasExited) Thread.Yield();
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) kill.WaitForExit();
        var result = Tool.Finish(process);

        Assert.Equal(130, result.ExitCode);
        Assert.Contains("interrupted; nothing was written", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(folder.Path).Order());
        Assert.Equal(older, File.ReadAllBytes(folder["onnx", "encoder.onnx"]));
        Assert.Equal("12", OnnxMetadata.Read(folder["onnx", "decoder.onnx"])["vae.output_shape"]);
    }
}
