using System.Runtime.Versioning;
using VaeOnnx.Export.Output;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Inference;

namespace VaeOnnx.Tests.Unit.Export.Output;

/// <summary>Targets that cannot be written, with real faults of the system.</summary>
public sealed class OutputFaultTests : IDisposable
{
    private readonly Place place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void No_name_is_refused() => Refusal.Of(ErrorKind.Usage, () => ExportFolder.Open(" ", force: false), "has no name");

    [Fact]
    public void A_file_is_refused()
    {
        File.WriteAllText(place.Target, "text");

        Refusal.Of(ErrorKind.Usage, () => ExportFolder.Open(place.Target, force: true), place.Target, "is a file");
        Assert.Equal("text", File.ReadAllText(place.Target));
    }

    [Fact]
    public void A_link_to_nothing_is_refused()
    {
        Directory.CreateSymbolicLink(place.Target, Path.Combine(place.Root, "gone"));

        Refusal.Of(ErrorKind.Usage, () => ExportFolder.Open(place.Target, force: false), place.Target, "link to", "gone");
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        string other = Path.Combine(place.Root, "other");
        Directory.CreateSymbolicLink(place.Target, other);
        Directory.CreateSymbolicLink(other, place.Target);

        Refusal.Of(ErrorKind.Output, () => ExportFolder.Open(place.Target, force: false), place.Target);
    }

    [Fact]
    public void A_file_in_the_place_of_a_parent_is_refused()
    {
        File.WriteAllText(Path.Combine(place.Root, "models"), "text");
        string target = Path.Combine(place.Root, "models", "onnx");

        Refusal.Of(ErrorKind.Output, () => ExportFolder.Open(target, force: false), target, "cannot be written");
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_without_write_permission_is_refused_before_any_work()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Permissions do not bind root.");
        Place.Export(place.Target, "a");
        File.SetUnixFileMode(place.Target, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Refusal.Of(ErrorKind.Output, () => ExportFolder.Open(place.Target, force: false), place.Target, "cannot be written", "denied");
            Place.AssertHolds(place.Target, "a");
        }
        finally
        {
            File.SetUnixFileMode(place.Target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [SkippableFact]
    public void A_read_only_disk_is_refused_before_any_work()
    {
        using var disk = new TemporaryMount(place.Root, "size=1m");
        Place.Export(place.Target, "a");
        disk.MakeReadOnly();

        Refusal.Of(ErrorKind.Output, () => ExportFolder.Open(place.Target, force: false), place.Target, "cannot be written", "Read-only");
        Refusal.Of(ErrorKind.Output, () => ExportFolder.Open(Path.Combine(place.Root, "x", "y"), force: false), "cannot be written", "Read-only");
        Place.AssertHolds(place.Target, "a");
    }

    [SkippableFact]
    public void A_full_disk_is_told_and_leaves_the_older_export_and_nothing_else()
    {
        using var disk = new TemporaryMount(place.Root, "size=64k");
        Place.Export(place.Target, "a");

        Refusal.Of(
            ErrorKind.Output,
            () =>
            {
                using var folder = ExportFolder.Open(place.Target, force: false);
                folder.Write("encoder.onnx", stream => stream.Write(Place.Graph(GraphRole.Encoder, "b")));
                folder.Write("decoder.onnx", stream => stream.Write(Place.Graph(GraphRole.Decoder, "b", graphBytes: 1_000_000)));
            },
            place.Target,
            "No space left",
            "free space");

        Place.AssertHolds(place.Target, "a");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [SkippableFact]
    public void A_mount_point_is_written_file_by_file()
    {
        Directory.CreateDirectory(place.Target);
        using var disk = new TemporaryMount(place.Target, "size=1m");

        Place.Export(place.Target, "a", roles: [GraphRole.Encoder, GraphRole.Decoder, GraphRole.Sampler]);
        Place.Export(place.Target, "b");

        Place.AssertHolds(place.Target, "b");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [SkippableFact]
    public void A_folder_whose_parent_cannot_be_written_is_written_file_by_file()
    {
        using var parent = new TemporaryMount(place.Root, "size=1m");
        Directory.CreateDirectory(place.Target);
        using var disk = new TemporaryMount(place.Target, "size=1m");
        parent.MakeReadOnly();

        Place.Export(place.Target, "a");
        Place.Export(place.Target, "b");

        Place.AssertHolds(place.Target, "b");
    }
}
