using System.IO.Compression;
using FsCheck.Xunit;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Data;

public class NpzTests
{
    [Property(MaxTest = 50)]
    public bool What_is_written_reads_back_in_order(double[][] arrays, bool compressed)
    {
        using var folder = new TemporaryFolder();
        var named = arrays.Select((a, i) => KeyValuePair.Create($"layer{i}/kernel", NpyArray.Of(a, a.Length))).ToList();
        Npz.Write(folder["a.npz"], named, compressed);

        var read = Npz.Read(folder["a.npz"]);

        return read.Keys.SequenceEqual(named.Select(n => n.Key))
            && named.All(n => read[n.Key].Data.Span.SequenceEqual(n.Value.Data.Span));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_opens_as_a_checkpoint(bool compressed)
    {
        using var folder = new TemporaryFolder();
        float[] values = [1, 2, 3, 4, 5, 6];
        Npz.Write(folder["a.npz"], [KeyValuePair.Create("fc1.weight", NpyArray.Of(values, 2, 3))], compressed);

        using var checkpoint = Checkpoint.Open(folder["a.npz"]);

        var tensor = Assert.Single(checkpoint.Tensors);
        Assert.Equal([2L, 3L], tensor.Shape);
        var read = new float[6];
        tensor.CopyTo(read);
        Assert.Equal(values, read);
    }

    [Fact]
    public void The_same_arrays_give_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "a.npz", "b.npz" })
            Npz.Write(folder[name], [KeyValuePair.Create("x", NpyArray.Of([1f, 2f], 2))]);

        Assert.Equal(File.ReadAllBytes(folder["a.npz"]), File.ReadAllBytes(folder["b.npz"]));
    }

    [Theory]
    [InlineData("model.npz")]
    [InlineData("compressed.npz")]
    public void A_file_that_NumPy_wrote_is_read(string file)
    {
        var arrays = Npz.Read(Fixtures.Path("formats", file));

        Assert.Equal(10, arrays.Count);
        Assert.Equal([24L, 784L], arrays["fc1.weight"].Shape);
    }

    [Fact]
    public void An_archive_that_unpacks_without_end_is_refused_before_it_fills_memory()
    {
        using var folder = new TemporaryFolder();
        Npz.Write(folder["a.npz"], [KeyValuePair.Create("zeros", NpyArray.Of(new float[25_000_000], 25_000_000))], compressed: true);
        long before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<VaeOnnxException>(() => Npz.Read(folder["a.npz"]));

        Assert.Contains("claims to unpack from", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, new FileInfo(folder["a.npz"]).Length + (64 << 20));
    }

    [Fact]
    public void The_name_of_an_entry_is_printed_safely()
    {
        using var folder = new TemporaryFolder();
        using (var archive = new ZipArchive(File.Create(folder["a.npz"]), ZipArchiveMode.Create)) archive.CreateEntry("a\u001b[2J");

        var error = Assert.Throws<VaeOnnxException>(() => Npz.Read(folder["a.npz"]));

        Assert.Contains("a\\u001b[2J: is no .npy array", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_archive_is_refused()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<VaeOnnxException>(() => Npz.Read(folder.Write("a.npz", 1, 2, 3)));

        Assert.Equal(ErrorKind.Input, error.Kind);
    }
}
