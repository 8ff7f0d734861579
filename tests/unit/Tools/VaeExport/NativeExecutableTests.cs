using System.Diagnostics;
using System.Runtime.InteropServices;
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
        Skip.IfNot(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, "the executable is one for linux-x64");
        Skip.IfNot(IsOnPath("clang") || IsOnPath("gcc"), "no C linker: apt-get install clang zlib1g-dev");
        var project = Fixtures.Path("..", "src", "Tools", "VaeExport");

        // A place of its own for what is built on the way, since other tests run meanwhile.
        var publish = Run("dotnet", "publish", project, "-c", "Release", "-r", "linux-x64", "-o", folder["bin"], "--artifacts-path", folder["build"]);

        Assert.True(publish.ExitCode == 0, publish.Output);
        Assert.DoesNotContain("warning", publish.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("vae-export", Directory.EnumerateFiles(folder["bin"]).Select(Path.GetFileName));
        Assert.Contains("libonnxruntime.so", Directory.EnumerateFiles(folder["bin"]).Select(Path.GetFileName));

        Directory.CreateDirectory(folder["home"]);
        var export = Run(folder["bin", "vae-export"], Fixtures.Path("torch-mnist", "model.bin"), "--out", folder["onnx"], "--check", Fixtures.Path("torch-mnist"));

        Assert.True(export.ExitCode == 0, export.Output);
        Assert.Contains("\nPASSED in ", export.Output, StringComparison.Ordinal);
        Assert.Equal("full", OnnxMetadata.Read(folder["onnx", "encoder.onnx"])["vae.verified"]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["home"]));
        Assert.Contains("\"container\": \"TorchSharp\"", Run(folder["bin", "vae-export"], "--inspect", Fixtures.Path("torch-mnist", "model.bin"), "--json").Output, StringComparison.Ordinal);
        Assert.Equal((int)ErrorKind.Usage, Run(folder["bin", "vae-export"], "--surprise").ExitCode);
        // A process that ends early ends well: ONNX Runtime is being loaded meanwhile.
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal((int)ErrorKind.Input, Run(folder["bin", "vae-export"], folder["none.bin"], "--out", folder["none"]).ExitCode));
    }

    private (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The executable's own home folder, to see that it leaves nothing there.
        if (program != "dotnet") start.Environment["HOME"] = folder["home"];
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, program)));
}
