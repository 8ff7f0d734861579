using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Inference.Serving;

namespace VaeOnnx.Tests.Unit.Tools.VaeRun;

/// <summary>The command of docs/serving.md that makes one native executable, and what it makes.</summary>
public sealed class NativeExecutableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void One_native_executable_is_published_without_warnings_and_gives_the_numbers_of_Python()
    {
        var program = NativeExecutable.Publish(folder, "VaeRun", "vae-run");
        var (pair, x) = (ServedPair.Save(folder), Fixtures.Path("torch-mnist", "x.npy"));

        var encode = program.Run("encode", pair, "--in", x, "--out", folder["mean.npy"]);
        var sample = program.Run("sample", pair, "--count", "9", "--out", folder["digits.png"]);
        var none = program.Run("score", pair, "--in", folder["none.npy"], "--out", folder["scores.csv"]);

        Assert.True(encode.ExitCode == 0, encode.Error);
        Close.To(ServedPair.Singles("torch-mnist", "mean"), NpyArray.Read(folder["mean.npy"]).AsSingles());
        Assert.True(sample.ExitCode == 0, sample.Error);
        Assert.Equal("PNG"u8, File.ReadAllBytes(folder["digits.png"]).AsSpan(1, 3));
        Assert.Equal((int)ErrorKind.Input, none.ExitCode);
        Assert.Contains("none.npy", none.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["home"]));
    }
}
