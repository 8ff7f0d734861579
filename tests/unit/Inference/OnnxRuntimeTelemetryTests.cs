using System.Diagnostics;
using Google.Protobuf;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Tests.Unit.Inference;

/// <summary>Each test starts a process whose home, working and temporary folders are empty, and looks at what it leaves there.</summary>
public sealed class OnnxRuntimeTelemetryTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("vae-telemetry-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void A_process_that_disables_it_leaves_no_file_behind() => Assert.Empty(FilesAfterASession());

    [SkippableFact]
    public void A_process_that_does_not_leaves_a_device_id()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The place of the device id is known on Linux alone.");

        Assert.Contains(FilesAfterASession("with-telemetry"), file => file.EndsWith("deviceid", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void The_value_that_the_user_has_set_stays()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The place of the device id is known on Linux alone.");

        Assert.Contains(FilesAfterASession(wish: "0"), file => file.EndsWith("deviceid", StringComparison.Ordinal));
    }

    private IEnumerable<string> FilesAfterASession(string? argument = null, string? wish = null)
    {
        string model = Path.Combine(root.FullName, "identity.onnx");
        File.WriteAllBytes(model, Identity().ToByteArray());
        DirectoryInfo places = root.CreateSubdirectory("places");

        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(OnnxRuntimeTelemetryTests).Assembly.Location, model },
            WorkingDirectory = places.CreateSubdirectory("work").FullName,
            RedirectStandardError = true,
        };
        if (argument is not null)
            start.ArgumentList.Add(argument);

        // ONNX Runtime sends nothing where it sees CI, so the process must not look like it.
        foreach (string name in new[] { "CI", "TF_BUILD", "GITHUB_ACTIONS", "JENKINS_URL", "XDG_CACHE_HOME", "XDG_DATA_HOME" })
            start.Environment.Remove(name);
        start.Environment["HOME"] = places.CreateSubdirectory("home").FullName;
        start.Environment["TMPDIR"] = places.CreateSubdirectory("tmp").FullName;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // .NET's own files in the temporary folder
        start.Environment["https_proxy"] = "http://127.0.0.1:9"; // closed: nothing is sent from a test
        start.Environment.Remove("ORT_DISABLE_TELEMETRY");
        if (wish is not null)
            start.Environment["ORT_DISABLE_TELEMETRY"] = wish;

        using var process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        return places.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(places.FullName, file.FullName));
    }

    private static ModelProto Identity()
    {
        var type = new TypeProto { TensorType = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = new() } };
        return new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 18 } },
            Graph = new GraphProto
            {
                Name = "identity",
                Node = { new NodeProto { OpType = "Identity", Input = { "x" }, Output = { "y" } } },
                Input = { new ValueInfoProto { Name = "x", Type = type } },
                Output = { new ValueInfoProto { Name = "y", Type = type } },
            },
        };
    }
}
