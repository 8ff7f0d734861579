using System.Diagnostics;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>The workshop's real frameworks, where <c>shared/python</c> lies beside the repository.</summary>
internal static class LivePython
{
    private static readonly Lazy<string?> Command = new(Find);

    /// <summary>Evaluates each line in one Python; the test is skipped where there is none.</summary>
    /// <returns>The bytes of each result.</returns>
    public static byte[][] Evaluate(string framework, IReadOnlyList<string> lines)
    {
        Skip.If(Command.Value is null, "no shared/python beside the repository");
        var script = Path.Combine(Repository, "tests", "unit", "Inference", "Random", "live.py");
        var output = Shell($"{Command.Value} '{script}' {framework}", string.Concat(lines.Select(line => line + "\n")));
        return [.. output.Split('\n', StringSplitOptions.TrimEntries)[..lines.Count].Select(Convert.FromHexString)];
    }

    private static string Repository => Path.GetFullPath(Path.Combine(Fixtures.Path(), ".."));

    private static string? Find()
    {
        var unpack = Path.Combine(Repository, "..", "shared", "python", "unpack.sh");
        return File.Exists(unpack) ? Shell($"'{unpack}'", "").Trim() : null;
    }

    private static string Shell(string command, string input)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : throw new InvalidOperationException($"{command}: {error.Result}");
    }
}
