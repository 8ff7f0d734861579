using System.Text;
using VaeOnnx.Export.Checkpoints;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

public sealed class LazinessTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    // The file has a hole of 8 GiB: whoever reads it takes seconds and gigabytes.
    [Fact]
    public void Opening_a_file_larger_than_memory_reads_only_its_header()
    {
        const long Elements = 1L << 31;
        var path = folder["huge.safetensors"];
        var header = "{" +
            $"\"huge.weight\":{{\"dtype\":\"F32\",\"shape\":[{Elements}],\"data_offsets\":[0,{Elements * 4}]}}," +
            $"\"last.bias\":{{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[{Elements * 4},{(Elements * 4) + 4}]}}" +
            "}";
        using (var file = File.Create(path))
        {
            file.Write(BitConverter.GetBytes((long)header.Length));
            file.Write(Encoding.ASCII.GetBytes(header));
            file.Seek(Elements * 4, SeekOrigin.Current);
            file.Write(BitConverter.GetBytes(1.5f));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        using var checkpoint = Checkpoint.Open(path);
        var last = checkpoint.Tensors[1].ReadBytes();

        Assert.Equal(Elements, checkpoint.Tensors[0].Count);
        Assert.Equal(1.5f, BitConverter.ToSingle(last.Span));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Opening_does_not_look_at_the_elements()
    {
        // Broken elements go unnoticed until they are read.
        var bytes = File.ReadAllBytes(Fixtures.Path("formats", "compressed.npz"));
        var end = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        var second = bytes.AsSpan(4).IndexOf("PK\u0003\u0004"u8) + 4;
        bytes.AsSpan(second - 30_000, 20_000).Fill(0xFF);
        Assert.True(second - 30_000 > 0 && second < end);

        using var checkpoint = Checkpoint.Open(folder.Write("model.npz", bytes));
        var values = new float[checkpoint.Tensors[0].Count];

        var error = Assert.Throws<VaeOnnx.Inference.VaeOnnxException>(() => checkpoint.Tensors[0].CopyTo(values));
        Assert.Contains("fc1.weight.npy", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
