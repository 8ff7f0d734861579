using System.Diagnostics;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>A Python with the onnx package: the one that VAEONNX_PYTHON names, or the workshop's beside the repository.</summary>
internal static class Python
{
    private static readonly Lazy<string?> Command = new(Find);

    /// <summary>Runs check.py; the test is skipped where there is no Python.</summary>
    public static void Check(params string[] arguments)
    {
        Skip.If(Command.Value is null, "no Python with onnx: set VAEONNX_PYTHON to one (pip install onnx numpy)");
        var script = Path.Combine(AppContext.BaseDirectory, "check.py");
        var (exitCode, output) = Shell($"{Command.Value} {Quote(script)} {string.Join(' ', arguments.Select(Quote))}");
        Assert.True(exitCode == 0, output);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("VAEONNX_PYTHON") is { Length: > 0 } given) return given;
        var unpack = Path.Combine(Parity.ReferenceCase.Repository, "..", "shared", "python", "unpack.sh");
        return File.Exists(unpack) && Shell(Quote(unpack)) is (0, var command) ? command.Trim() : null;
    }

    private static (int ExitCode, string Output) Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + error.Result);
    }

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
