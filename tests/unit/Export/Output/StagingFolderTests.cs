using VaeOnnx.Export.Output;

namespace VaeOnnx.Tests.Unit.Export.Output;

/// <summary>What a killed export leaves behind, and the next one makes of it.</summary>
public sealed class StagingFolderTests : IDisposable
{
    // Greater than any that a system gives.
    private const int DeadProcess = int.MaxValue;

    private readonly Place place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void The_folder_of_a_dead_process_beside_the_target_is_removed()
    {
        Leave(place.Root, DeadProcess);

        Place.Export(place.Target, "a");

        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void The_folder_of_a_dead_process_inside_the_target_is_removed()
    {
        Place.Export(place.Target, "a");
        Leave(place.Target, DeadProcess);

        Place.Export(place.Target, "b");

        Place.AssertHolds(place.Target, "b");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void The_folder_of_a_live_process_stays()
    {
        string beside = Leave(place.Root, Environment.ProcessId);
        Place.Export(place.Target, "a");
        string inside = Leave(place.Target, Environment.ProcessId);

        Place.Export(place.Target, "b");

        Assert.True(File.Exists(Path.Combine(place.Root, beside, "encoder.onnx")));
        Assert.True(File.Exists(Path.Combine(place.Target, inside, "encoder.onnx")));
        Place.AssertHolds(place.Target, "b", inside);
    }

    [Fact]
    public void The_folder_of_a_process_on_another_machine_stays()
    {
        string name = Leave(place.Root, DeadProcess, "another-" + Environment.MachineName);

        Place.Export(place.Target, "a");

        Assert.Equal([name, "onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void A_link_that_is_called_like_one_is_not_followed()
    {
        string good = Path.Combine(place.Root, "good");
        Place.Export(good, "a");
        Directory.CreateSymbolicLink(Path.Combine(place.Root, Name(DeadProcess, Environment.MachineName)), good);

        Place.Export(place.Target, "b");

        Place.AssertHolds(good, "a");
    }

    [Fact]
    public void A_file_of_the_user_in_a_left_over_folder_is_kept()
    {
        string name = Leave(place.Root, DeadProcess);
        File.WriteAllText(Path.Combine(place.Root, name, "notes.md"), "notes");

        Place.Export(place.Target, "a");

        Assert.Equal(["notes.md"], Place.Entries(Path.Combine(place.Root, name)));
    }

    [Theory]
    [InlineData(".onnx.vae-export-12-0a0a0a0a-host", true)]
    [InlineData(".my.onnx.vae-export-12-0a0a0a0a-a-host", true)]
    [InlineData("onnx.vae-export-12-0a0a0a0a-host", false)]
    [InlineData(".onnx.vae-export-12", false)]
    [InlineData(".onnx.vae-export-x-0a0a0a0a-host", false)]
    [InlineData(".onnx", false)]
    public void Only_names_of_the_whole_form_are_ours(string name, bool ours) => Assert.Equal(ours, StagingFolder.IsOne(name));

    private static string Leave(string folder, int process, string? host = null)
    {
        string name = Name(process, host ?? Environment.MachineName);
        Directory.CreateDirectory(Path.Combine(folder, name));
        File.WriteAllText(Path.Combine(folder, name, "encoder.onnx"), "half a graph");
        return name;
    }

    private static string Name(int process, string host) => $".onnx.vae-export-{process}-0a0a0a0a-{host}";
}
