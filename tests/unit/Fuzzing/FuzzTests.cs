namespace VaeOnnx.Tests.Unit.Fuzzing;

/// <summary>
/// Whatever is in a file, its reader reads it or refuses it by the project's own error, soon, and without taking more memory than
/// the file is large. <c>bench/fuzz</c> goes on where this ends.
/// </summary>
public class FuzzTests
{
    private const int Files = 2_000;

    public static TheoryData<string> Readers => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_changed_file_is_read_or_refused(string reader)
    {
        using var run = new FuzzRun(FuzzTargets.All.Single(target => target.Name == reader), seed: 1);
        var thread = new Thread(() =>
        {
            for (int number = 0; number < Files && run.Failures.Count < 5; number++) run.Next(number);
        }) { IsBackground = true };
        thread.Start();
        while (!thread.Join(TimeSpan.FromSeconds(1))) Assert.True(run.Hanging is null, $"{reader}: file {run.Hanging} of seed 1 has taken more than {FuzzRun.Patience}");

        Assert.True(run.Failures.Count == 0, string.Join("\n", run.Failures));
        Assert.Equal(Files, run.Files);
        // Some files are changed where it does not matter: the run has reached the end of the reader too.
        Assert.InRange(run.Read, reader == "foreign" ? 0 : Files / 100, Files);
    }
}
