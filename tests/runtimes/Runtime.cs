using VaeOnnx.Tests.Parity;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>A program that runs the plan in a folder (see plan.mjs).</summary>
/// <param name="Name">A short one, for folders.</param>
/// <param name="MissingPart">Why it cannot run here; null where it can. Looked for when asked for alone.</param>
/// <param name="Optimizations">The levels of graph optimization that it is run at.</param>
/// <param name="Run">Runs the plan in a folder.</param>
internal sealed record Runtime(string Name, Lazy<string?> MissingPart, string[] Optimizations, Func<string, (int ExitCode, string Output)> Run)
{
    private static readonly string[] Levels = ["disabled", "all"];

    public string? Missing => MissingPart.Value;

    /// <summary>The package that VaeOnnx itself uses, always here.</summary>
    public static readonly Runtime DotNet = new("dotnet", new(() => null), Levels, DotNetRuntime.Run);

    public static readonly Runtime Node = OfNode();

    public static readonly Runtime Browser = OfBrowser();

    /// <summary>onnx.reference runs every node as it stands.</summary>
    public static readonly Runtime Python = new("python", new(() => Runtimes.Python.Missing), ["disabled"], folder => Runtimes.Python.Run("run.py", folder));

    /// <summary>The scripts run where they stand: Node looks for packages beside them.</summary>
    public static string Script(string name) => Path.Combine(ReferenceCase.Repository, "tests", "runtimes", name);

    private static Runtime OfNode()
    {
        var node = Command.Find("node");
        return new("node", new(() => MissingPackage(node, "onnxruntime-node")), Levels, folder => Command.Run(node!, Script("run.mjs"), folder));
    }

    private static Runtime OfBrowser()
    {
        var node = Command.Find("node");
        var chromium = Environment.GetEnvironmentVariable("VAEONNX_CHROMIUM") is { Length: > 0 } given ? given : Command.Find("chromium");
        var missing = MissingPackage(node, "onnxruntime-web")
            ?? (File.Exists(chromium) ? null : "no Chromium: install one (apt-get install chromium), or set VAEONNX_CHROMIUM to its path");
        return new("browser", new(() => missing), Levels, folder => Command.Run(node!, Script("browser.mjs"), folder, chromium!));
    }

    private static string? MissingPackage(string? node, string package) =>
        node is null ? "no Node: install one, version 20 or later"
        : !Directory.Exists(Path.Combine(Script("node_modules"), package)) ? $"no {package}: npm ci --ignore-scripts in tests/runtimes"
        : null;
}
