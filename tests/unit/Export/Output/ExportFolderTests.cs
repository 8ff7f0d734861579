using System.Runtime.Versioning;
using VaeOnnx.Export.Output;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Output;

/// <summary>Where an export can go, and what is there afterwards.</summary>
public sealed class ExportFolderTests : IDisposable
{
    private readonly Place place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void A_new_folder_holds_the_export_and_nothing_else()
    {
        Place.Export(place.Target, "a");

        Place.AssertHolds(place.Target, "a");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void The_bytes_are_those_that_were_written()
    {
        Place.Export(place.Target, "a");

        Assert.Equal(Place.Graph(GraphRole.Encoder, "a"), File.ReadAllBytes(Path.Combine(place.Target, "encoder.onnx")));
    }

    [Fact]
    public void Missing_parents_are_created()
    {
        string target = Path.Combine(place.Root, "models", "mnist", "onnx");

        Place.Export(target, "a");

        Place.AssertHolds(target, "a");
    }

    [Fact]
    public void Created_parents_go_again_when_nothing_comes_of_the_export()
    {
        using (ExportFolder.Open(Path.Combine(place.Root, "models", "mnist", "onnx"), force: false))
            Assert.Equal(["models"], Place.Entries(place.Root));

        Assert.Empty(Place.Entries(place.Root));
    }

    [Fact]
    public void An_empty_folder_is_filled()
    {
        Directory.CreateDirectory(place.Target);

        Place.Export(place.Target, "a");

        Place.AssertHolds(place.Target, "a");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void A_trailing_separator_changes_nothing()
    {
        Place.Export(place.Target + Path.DirectorySeparatorChar, "a");
        Place.Export(place.Target + Path.DirectorySeparatorChar, "b");

        Place.AssertHolds(place.Target, "b");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void An_older_export_is_replaced_as_a_whole()
    {
        Place.Export(place.Target, "a", roles: [GraphRole.Encoder, GraphRole.Decoder, GraphRole.Sampler]);

        Place.Export(place.Target, "b");

        Place.AssertHolds(place.Target, "b");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void Further_graphs_are_written_beside_the_pair()
    {
        Place.Export(place.Target, "a", roles: [GraphRole.Encoder, GraphRole.Decoder, GraphRole.Generate]);

        Place.AssertHolds(place.Target, "a", "generate.onnx");
    }

    [Fact]
    public void A_link_to_a_folder_stands_for_that_folder()
    {
        string real = Path.Combine(place.Root, "real");
        Directory.CreateDirectory(real);
        Directory.CreateSymbolicLink(place.Target, real);

        Place.Export(place.Target, "a");
        Place.Export(place.Target, "b");

        Place.AssertHolds(real, "b");
        Assert.Equal(real, new DirectoryInfo(place.Target).LinkTarget);
        Assert.Equal(["onnx", "real"], Place.Entries(place.Root));
    }

    [SkippableFact]
    [UnsupportedOSPlatform("windows")]
    public void A_replaced_folder_keeps_the_permissions_that_the_user_gave_it()
    {
        Skip.If(OperatingSystem.IsWindows(), "Permissions as Unix has them.");
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead;
        Place.Export(place.Target, "a");
        File.SetUnixFileMode(place.Target, mode);

        Place.Export(place.Target, "b");

        Assert.Equal(mode, File.GetUnixFileMode(place.Target));
    }

    [Fact]
    public void A_cancelled_export_leaves_nothing_behind()
    {
        using var cancel = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            using var folder = ExportFolder.Open(Path.Combine(place.Root, "models", "onnx"), force: false);
            folder.Write("encoder.onnx", stream => stream.Write(Place.Graph(GraphRole.Encoder, "a")), cancel.Token);
            folder.Write("decoder.onnx", _ => cancel.Cancel(), cancel.Token);
            folder.Commit(cancel.Token);
        });

        Assert.Empty(Place.Entries(place.Root));
    }

    [Fact]
    public void An_export_cancelled_before_its_commit_leaves_the_older_one()
    {
        using var cancel = new CancellationTokenSource();
        Place.Export(place.Target, "a");

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            using var folder = ExportFolder.Open(place.Target, force: false);
            folder.Write("encoder.onnx", stream => stream.Write(Place.Graph(GraphRole.Encoder, "b")), cancel.Token);
            folder.Write("decoder.onnx", stream => stream.Write(Place.Graph(GraphRole.Decoder, "b")), cancel.Token);
            cancel.Cancel();
            folder.Commit(cancel.Token);
        });

        Place.AssertHolds(place.Target, "a");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void An_export_that_fails_while_it_is_written_leaves_the_older_one()
    {
        Place.Export(place.Target, "a");

        Assert.Throws<InvalidOperationException>(() =>
        {
            using var folder = ExportFolder.Open(place.Target, force: false);
            folder.Write("encoder.onnx", _ => throw new InvalidOperationException());
        });

        Place.AssertHolds(place.Target, "a");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }
}
