using System.Diagnostics;

namespace VaeOnnx.Tests.Unit.Tools;

/// <summary>A command-line tool, run as a process of its own, as a user runs it.</summary>
/// <param name="name">Its command.</param>
/// <param name="folder">The current folder of the process; null for that of the tests.</param>
internal sealed class Tool(string name, string? folder = null)
{
    public static Tool VaeExport { get; } = new("vae-export");

    public static Tool VaeParity { get; } = new("vae-parity");

    public static Tool VaeRun { get; } = new("vae-run");

    /// <summary>The command's name.</summary>
    public string Name => name;

    /// <summary>What a finished run left.</summary>
    public sealed record Result(int ExitCode, string Output, string Error);

    public Result Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return Finish(process);
    }

    public Process Start(params string[] arguments) => Start("dotnet", [Program, .. arguments]);

    /// <summary>
    /// As from a terminal. A shell lets its background jobs ignore SIGINT, and whatever they start inherits that: tests that
    /// run in the background would interrupt nothing.
    /// </summary>
    public Process StartInForeground(params string[] arguments) => OperatingSystem.IsLinux()
        ? Start("env", ["--default-signal=INT", "dotnet", Program, .. arguments])
        : Start(arguments);

    public static Result Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return new(process.ExitCode, output.Result, error.Result);
    }

    public string Program => Path.Combine(AppContext.BaseDirectory, $"{name}.dll");

    private Process Start(string program, string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" })!;
}
