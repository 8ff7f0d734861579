using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Tools.VaeExport;

/// <summary>The command of the README that makes one native executable, and what it makes.</summary>
public sealed class NativeExecutableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void One_native_executable_is_published_without_warnings_and_does_the_main_job()
    {
        var program = NativeExecutable.Publish(folder, "VaeExport", "vae-export");

        var export = program.Run(Fixtures.Path("torch-mnist", "model.bin"), "--out", folder["onnx"], "--check", Fixtures.Path("torch-mnist"));

        Assert.True(export.ExitCode == 0, export.Error);
        Assert.Contains("\nPASSED in ", export.Output, StringComparison.Ordinal);
        Assert.Contains("libonnxruntime.so", Directory.EnumerateFiles(folder["bin"]).Select(Path.GetFileName));
        Assert.Equal("full", OnnxMetadata.Read(folder["onnx", "encoder.onnx"])["vae.verified"]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["home"]));
        Assert.Contains("\"container\": \"TorchSharp\"", program.Run("--inspect", Fixtures.Path("torch-mnist", "model.bin"), "--json").Output, StringComparison.Ordinal);
        Assert.Equal((int)ErrorKind.Usage, program.Run("--surprise").ExitCode);
        // A process that ends early ends well: ONNX Runtime is being loaded meanwhile.
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal((int)ErrorKind.Input, program.Run(folder["none.bin"], "--out", folder["none"]).ExitCode));
    }
}
