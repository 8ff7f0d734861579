using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Inference;

namespace VaeOnnx.Tests.Unit.Data;

public sealed class NpyRowsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Rows_written_in_parts_are_read_in_other_parts()
    {
        float[] values = [.. Enumerable.Range(0, 12).Select(i => i / 7f)], read = new float[12];
        NpyRows.Write(folder["a.npy"], [4, 3], stream =>
        {
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan(0, 3)));
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan(3)));
        });

        using var rows = NpyRows.Open(folder["a.npy"]);
        rows.Read(read.AsSpan(0, 6));
        rows.Read(read.AsSpan(6));

        Assert.Equal(4, rows.Count);
        Assert.Equal([3], rows.Shape);
        Assert.False(rows.Pictures);
        Assert.Equal(values, read);
        Assert.Equal(values, NpyArray.Read(folder["a.npy"]).AsSingles());
    }

    [Fact]
    public void Doubles_are_read_as_singles()
    {
        NpyArray.Of([0.1, 0.2], 2, 1).Write(folder["a.npy"]);
        var read = new float[2];

        using var rows = NpyRows.Open(folder["a.npy"]);
        rows.Read(read);

        Assert.Equal([0.1f, 0.2f], read);
    }

    [Fact]
    public void An_array_of_one_dimension_has_no_rows()
    {
        NpyArray.Of([1f, 2f], 2).Write(folder["a.npy"]);

        Refusal.Of(ErrorKind.Input, () => NpyRows.Open(folder["a.npy"]), "expected rows of data");
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused_at_once()
    {
        NpyArray.Of([1f, 2f], 2, 1).Write(folder["a.npy"]);
        File.WriteAllBytes(folder["b.npy"], File.ReadAllBytes(folder["a.npy"])[..^1]);

        Refusal.Of(ErrorKind.Input, () => NpyRows.Open(folder["b.npy"]), "takes 8 bytes, 7 are there");
    }

    [Fact]
    public void Writing_fewer_rows_than_announced_leaves_no_file()
    {
        Assert.Throws<InvalidOperationException>(() => NpyRows.Write(folder["a.npy"], [2, 3], stream => stream.Write(new byte[12])));

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
