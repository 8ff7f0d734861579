using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit.Sdk;

namespace VaeOnnx.Tests.Unit.Tools;

/// <summary>A tool made by the command of the README: one native executable, published without warnings.</summary>
internal sealed class NativeExecutable(TemporaryFolder folder, string command)
{
    /// <summary>Publishes a project of src/Tools, or skips the test where that cannot be done.</summary>
    public static NativeExecutable Publish(TemporaryFolder folder, string project, string command)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, "the executable is one for linux-x64");
        Skip.IfNot(IsOnPath("clang") || IsOnPath("gcc"), "no C linker: apt-get install clang zlib1g-dev");

        // A place of its own for what is built on the way, since other tests run meanwhile.
        using var publish = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["publish", Fixtures.Path("..", "src", "Tools", project), "-c", "Release", "-r", "linux-x64", "-o", folder["bin"], "--artifacts-path", folder["build"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var result = Tool.Finish(publish);
        if (result.ExitCode != 0 || result.Output.Contains("warning", StringComparison.OrdinalIgnoreCase))
            throw new XunitException(result.Output + result.Error);
        Directory.CreateDirectory(folder["home"]);
        return new(folder, command);
    }

    /// <summary>Runs it, with a home folder of its own, to see that it leaves nothing there.</summary>
    public Tool.Result Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(folder["bin", command], arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = folder["home"];
        using var process = Process.Start(start)!;
        return Tool.Finish(process);
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, program)));
}
