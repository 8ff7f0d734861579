using VaeOnnx.Export;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Reports;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Fuzzing;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>Reads a file as an export does, and asserts that it took little time and no more memory than the file is large, plus 64 MB.</summary>
internal static class Bounded
{
    /// <summary>The file is refused, for the reason given.</summary>
    public static void Refused(ErrorKind kind, string path, string reason)
    {
        var error = Assert.Throws<VaeOnnxException>(() => Read(path));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(kind, error.Kind);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    /// <summary>The file is read; gives what <c>--inspect</c> prints of it.</summary>
    public static string Read(string path)
    {
        var began = ThreadClock.Now;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var checkpoint = Checkpoint.Open(path);
            foreach (var tensor in checkpoint.Tensors) tensor.ReadBytes();
            string text = TextReport.Of(Inspection.Of(checkpoint, architecture: null, family: null));
            Assert.DoesNotContain(text, letter => char.IsControl(letter) && letter != '\n');
            return text;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, new FileInfo(path).Length + (64 << 20));
            Assert.InRange(ThreadClock.Now - began, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
    }
}
