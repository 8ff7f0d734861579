using System.Diagnostics;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Export;
using VaeOnnx.Tests.Unit.Export.Output;

namespace VaeOnnx.Tests.Unit.Tools.VaeExport;

/// <summary>The command in places where it cannot write, or hardly: real faults, real processes, and what is there afterwards.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string small;
    private readonly string large;

    public FaultTests()
    {
        small = SmallModel.PyTorchExample().Save(folder, "small.safetensors");
        large = SmallModel.PyTorchExample(784, 400, 20).Save(folder, "large.safetensors");
        Directory.CreateDirectory(folder["work"]);
    }

    private string Onnx => folder["work", "onnx"];

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void A_full_disk_ends_with_code_5_and_the_older_export_as_it_was()
    {
        using var disk = new TemporaryMount(folder["work"], "size=256k");
        var older = ExportSmall();

        AssertRefused(Export(large), ErrorKind.Output, "No space left", "free space");

        AssertOnlyOlder(older);
    }

    [SkippableFact]
    public void A_read_only_folder_ends_with_code_5()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv"), "No setpriv, which makes root obey permissions.");
        var older = ExportSmall();
        Run("chmod", "a-w", Onnx, folder["work"]);
        try
        {
            string[] command = Environment.IsPrivilegedProcess
                ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search", "dotnet"]
                : ["dotnet"];
            AssertRefused(Run([.. command, Tool.VaeExport.Program, small, "--out", Onnx]), ErrorKind.Output, "cannot be written", "denied");
            AssertRefused(Run([.. command, Tool.VaeExport.Program, small, "--out", folder["work", "new"]]), ErrorKind.Output, "cannot be written", "denied");
        }
        finally
        {
            Run("chmod", "u+w", Onnx, folder["work"]);
        }

        AssertOnlyOlder(older);
    }

    [SkippableFact]
    public void A_mount_point_is_written_and_written_again()
    {
        Directory.CreateDirectory(Onnx);
        using var disk = new TemporaryMount(Onnx, "size=8m");

        Assert.Equal(0, Export(large).ExitCode);
        var older = ExportSmall();

        AssertOnlyOlder(older);
    }

    [SkippableFact]
    public void A_full_mount_point_keeps_the_older_export()
    {
        Directory.CreateDirectory(Onnx);
        using var disk = new TemporaryMount(Onnx, "size=256k");
        var older = ExportSmall();

        AssertRefused(Export(large), ErrorKind.Output, "No space left");

        AssertOnlyOlder(older);
    }

    [Fact]
    public void A_symbolic_link_to_a_folder_stays_and_its_folder_is_written()
    {
        Directory.CreateDirectory(folder["real"]);
        Directory.CreateSymbolicLink(Onnx, folder["real"]);

        Assert.Equal(0, Export(small).ExitCode);
        Assert.Equal(0, Export(small).ExitCode);

        Assert.Equal(folder["real"], new DirectoryInfo(Onnx).LinkTarget);
        Place.AssertHolds(folder["real"], Place.PairOf(Onnx, "encoder.onnx"));
    }

    [Fact]
    public void A_file_as_the_target_stays_what_it_is()
    {
        File.WriteAllText(Onnx, "mine");

        AssertRefused(Export(small, "--force"), ErrorKind.Usage, "is a file");

        Assert.Equal("mine", File.ReadAllText(Onnx));
    }

    [Fact]
    public void A_point_as_the_target_is_the_folder_that_one_stands_in()
    {
        Directory.CreateDirectory(Onnx);
        for (int time = 0; time < 2; time++)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Tool.VaeExport.Program, small, "--out", "."])
            {
                WorkingDirectory = Onnx,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Assert.Equal(0, Tool.Finish(process).ExitCode);
        }

        AssertOnlyOlder(Place.PairOf(Onnx, "encoder.onnx"));
    }

    [SkippableFact]
    public void Of_two_exports_into_one_folder_at_once_one_wins_as_a_whole()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Folders are exchanged on Linux alone.");
        for (int round = 0; round < 5; round++)
        {
            using Process one = Tool.VaeExport.Start(small, "--out", Onnx), other = Tool.VaeExport.Start(large, "--out", Onnx);
            Assert.Equal(0, Tool.Finish(one).ExitCode);
            Assert.Equal(0, Tool.Finish(other).ExitCode);

            AssertOnlyOlder(Place.PairOf(Onnx, "encoder.onnx"));
        }
    }

    [Fact]
    public void Force_never_deletes_a_file_that_is_not_ours()
    {
        Directory.CreateDirectory(Path.Combine(Onnx, "notes"));
        foreach (var name in new[] { "notes.md", "encoder.onnx.bak", ".hidden", "notes/encoder.onnx", "encoder.onnx.old" }) File.WriteAllText(Path.Combine(Onnx, name), name);

        Assert.Equal(0, Export(small, "--force").ExitCode);
        Assert.Equal(0, Export(large, "--force").ExitCode);
        File.WriteAllText(Path.Combine(Onnx, "sampler.onnx"), "not a graph of ours");
        AssertRefused(Export(small, "--force"), ErrorKind.Usage, "sampler.onnx", "did not write");

        foreach (var name in new[] { "notes.md", "encoder.onnx.bak", ".hidden", "notes/encoder.onnx", "encoder.onnx.old" }) Assert.Equal(name, File.ReadAllText(Path.Combine(Onnx, name)));
        Assert.Equal("not a graph of ours", File.ReadAllText(Path.Combine(Onnx, "sampler.onnx")));
        Assert.Equal(Place.PairOf(Onnx, "encoder.onnx"), Place.PairOf(Onnx, "decoder.onnx"));
    }

    [Fact]
    public void The_path_of_a_file_is_printed_safely()
    {
        var result = Tool.VaeExport.Run(folder["a\u001b[2Jb.pt"], "--out", Onnx);

        AssertRefused(result, ErrorKind.Input, "a\\u001b[2Jb.pt");
        Assert.DoesNotContain(result.Error.TrimEnd(), char.IsControl);
    }

    private Tool.Result Export(string checkpoint, params string[] more) => Tool.VaeExport.Run([checkpoint, "--out", Onnx, .. more]);

    /// <summary>Gives the id of the pair.</summary>
    private string ExportSmall()
    {
        Assert.Equal(0, Export(small).ExitCode);
        return Place.PairOf(Onnx, "encoder.onnx");
    }

    private static Tool.Result Run(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        return Tool.Finish(process);
    }

    private void AssertOnlyOlder(string pair)
    {
        Place.AssertHolds(Onnx, pair);
        Assert.Equal(["onnx"], Place.Entries(folder["work"]));
    }

    private static void AssertRefused(Tool.Result result, ErrorKind kind, params string[] words)
    {
        Assert.Equal((int)kind, result.ExitCode);
        Assert.All(words, word => Assert.Contains(word, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
