namespace VaeOnnx.Tests.Runtimes;

/// <summary>A Python with the onnx package: the one that VAEONNX_PYTHON names, or the workshop's beside the repository.</summary>
internal static class Python
{
    private static readonly Lazy<string?> Program = new(Find);

    public static string? Missing => Program.Value is null ? "no Python with onnx: set VAEONNX_PYTHON to one (pip install onnx numpy)" : null;

    public static (int ExitCode, string Output) Run(string script, params string[] arguments) =>
        Shell($"{Program.Value} {Quote(Runtime.Script(script))} {string.Join(' ', arguments.Select(Quote))}");

    /// <summary>Runs check.py; the test is skipped where there is no Python.</summary>
    public static void Check(params string[] arguments)
    {
        Skip.If(Missing is not null, Missing);
        var (exitCode, output) = Run("check.py", arguments);
        Assert.True(exitCode == 0, output);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("VAEONNX_PYTHON") is { Length: > 0 } given) return given;
        var unpack = Path.Combine(Parity.ReferenceCase.Repository, "..", "shared", "python", "unpack.sh");
        return File.Exists(unpack) && Shell(Quote(unpack)) is (0, var command) ? command.Trim() : null;
    }

    private static (int ExitCode, string Output) Shell(string command) => Command.Run("sh", "-c", command);

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
