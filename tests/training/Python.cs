using System.Diagnostics;
using VaeOnnx.Tests.Unit;

namespace VaeOnnx.Tests.Training;

/// <summary>A Python with torch, flax and safetensors: the one that VAEONNX_PYTHON names, or the workshop's beside the repository.</summary>
internal static class Python
{
    private static readonly Lazy<string?> Program = new(Find);

    /// <summary>Runs a program and gives what it prints; the test is skipped where there is no Python.</summary>
    public static string Run(string program, params string[] arguments)
    {
        Skip.If(Program.Value is null, "no Python with torch and flax: set VAEONNX_PYTHON to one");
        var (exitCode, output) = Shell($"{Program.Value} -c {Quote(program)} {string.Join(' ', arguments.Select(Quote))}");
        Assert.True(exitCode == 0, output);
        return output;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("VAEONNX_PYTHON") is { Length: > 0 } given) return given;
        var unpack = Fixtures.Path("..", "..", "shared", "python", "unpack.sh");
        return File.Exists(unpack) && Shell(Quote(unpack)) is (0, var command) ? command.Trim() : null;
    }

    private static (int ExitCode, string Output) Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"{command} 2>&1"]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
