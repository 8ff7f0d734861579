using System.Diagnostics;
using System.Text;
using VaeOnnx.Export.Output;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Inference;

namespace VaeOnnx.Tests.Unit.Export.Output;

/// <summary>Nothing of the user's is ever deleted or overwritten.</summary>
public sealed class ForeignFilesTests : IDisposable
{
    private readonly Place place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void A_folder_with_other_files_is_refused_and_some_of_them_are_named()
    {
        foreach (string name in new[] { "d.txt", "a.txt", "c.txt", "b.txt", "e.txt" })
            PutFile(name);

        Refusal.Of(
            ErrorKind.Usage,
            () => ExportFolder.Open(place.Target, force: false),
            place.Target,
            "a.txt, b.txt, c.txt and 2 more",
            "--force",
            "another folder");
        Assert.Equal(5, Place.Entries(place.Target).Count());
    }

    [Fact]
    public void An_export_with_a_file_of_the_user_beside_it_is_refused()
    {
        Place.Export(place.Target, "a");
        PutFile("notes.md");

        Refusal.Of(ErrorKind.Usage, () => ExportFolder.Open(place.Target, force: false), "notes.md");
        Place.AssertHolds(place.Target, "a", "notes.md");
    }

    [Fact]
    public void A_hidden_file_counts_too()
    {
        PutFile(".gitignore");

        Refusal.Of(ErrorKind.Usage, () => ExportFolder.Open(place.Target, force: false), ".gitignore");
    }

    [Fact]
    public void Force_keeps_every_file_of_the_user_byte_for_byte()
    {
        PutFile("notes.md");
        Directory.CreateDirectory(Path.Combine(place.Target, "run"));
        PutFile(Path.Combine("run", "encoder.onnx"));

        Place.Export(place.Target, "a", force: true);
        Place.Export(place.Target, "b", force: true);

        Place.AssertHolds(place.Target, "b", "notes.md", "run");
        AssertUntouched("notes.md");
        AssertUntouched(Path.Combine("run", "encoder.onnx"));
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void Force_removes_a_stale_graph_of_ours()
    {
        PutFile("notes.md");
        Place.Export(place.Target, "a", force: true, GraphRole.Encoder, GraphRole.Decoder, GraphRole.Sampler);

        Place.Export(place.Target, "b", force: true);

        Place.AssertHolds(place.Target, "b", "notes.md");
    }

    [Theory]
    [InlineData("encoder.onnx")]
    [InlineData("Decoder.ONNX")]
    [InlineData("sampler.onnx")]
    public void A_file_of_the_user_with_a_name_of_ours_is_refused_with_force_too(string name)
    {
        PutFile(name);

        Refusal.Of(ErrorKind.Usage, () => ExportFolder.Open(place.Target, force: true), name, "did not write", "--force");
        AssertUntouched(name);
    }

    [Fact]
    public void An_ONNX_file_of_somebody_else_is_not_ours()
    {
        Directory.CreateDirectory(place.Target);
        File.WriteAllBytes(Path.Combine(place.Target, "encoder.onnx"), OnnxBytes.Model([new("author", "somebody")]));

        Refusal.Of(ErrorKind.Usage, () => ExportFolder.Open(place.Target, force: true), "encoder.onnx", "did not write");
    }

    [Fact]
    public void A_link_with_a_name_of_ours_is_not_ours()
    {
        string elsewhere = Path.Combine(place.Root, "elsewhere");
        Place.Export(elsewhere, "a");
        Directory.CreateDirectory(place.Target);
        File.CreateSymbolicLink(Path.Combine(place.Target, "encoder.onnx"), Path.Combine(elsewhere, "encoder.onnx"));

        Refusal.Of(ErrorKind.Usage, () => ExportFolder.Open(place.Target, force: true), "encoder.onnx", "did not write");
    }

    [Fact]
    public void A_folder_with_a_name_of_ours_is_not_ours()
    {
        Directory.CreateDirectory(Path.Combine(place.Target, "encoder.onnx"));

        Refusal.Of(ErrorKind.Usage, () => ExportFolder.Open(place.Target, force: true), "encoder.onnx", "did not write");
    }

    [SkippableFact]
    public void A_pipe_with_a_name_of_ours_is_refused_and_not_waited_for()
    {
        Skip.If(OperatingSystem.IsWindows(), "Named pipes as Unix has them.");
        Directory.CreateDirectory(place.Target);
        Process.Start("mkfifo", Path.Combine(place.Target, "encoder.onnx")).WaitForExit();

        Refusal.Of(ErrorKind.Usage, () => ExportFolder.Open(place.Target, force: true), "encoder.onnx", "did not write");
    }

    [Fact]
    public void A_file_that_comes_while_the_export_is_at_work_is_kept_and_the_export_refused()
    {
        Place.Export(place.Target, "a");

        using (var folder = ExportFolder.Open(place.Target, force: false))
        {
            folder.Write("encoder.onnx", stream => stream.Write(Place.Graph(GraphRole.Encoder, "b")));
            folder.Write("decoder.onnx", stream => stream.Write(Place.Graph(GraphRole.Decoder, "b")));
            PutFile("notes.md");
            Refusal.Of(ErrorKind.Usage, () => folder.Commit(), "notes.md");
        }

        AssertUntouched("notes.md");
        Place.AssertHolds(place.Target, "a", "notes.md");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    private void PutFile(string name)
    {
        Directory.CreateDirectory(place.Target);
        File.WriteAllText(Path.Combine(place.Target, name), "of the user: " + name, Encoding.UTF8);
    }

    private void AssertUntouched(string name) =>
        Assert.Equal("of the user: " + name, File.ReadAllText(Path.Combine(place.Target, name)));
}
