namespace VaeOnnx.Tests.Unit.Export.Output;

/// <summary>The working directory is the process's: no other test may run meanwhile.</summary>
[CollectionDefinition(nameof(WorkingDirectoryTests), DisableParallelization = true)]
public sealed class WorkingDirectoryCollection;

[Collection(nameof(WorkingDirectoryTests))]
public sealed class WorkingDirectoryTests : IDisposable
{
    private readonly Place place = new();
    private readonly string before = Environment.CurrentDirectory;

    public WorkingDirectoryTests()
    {
        Directory.CreateDirectory(place.Target);
        Environment.CurrentDirectory = place.Target;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = before;
        place.Dispose();
    }

    [Fact]
    public void A_point_stands_for_the_working_directory_and_one_still_stands_in_it_afterwards()
    {
        Place.Export(".", "a");
        Place.Export(".", "b");

        Place.AssertHolds(".", "b");
        Place.AssertHolds(place.Target, "b");
        Assert.Equal(["onnx"], Place.Entries(place.Root));
    }

    [Fact]
    public void A_relative_path_counts_from_the_working_directory()
    {
        Place.Export(Path.Combine("..", "other"), "a");

        Place.AssertHolds(Path.Combine(place.Root, "other"), "a");
    }
}
