using System.Buffers.Binary;
using System.IO.Compression;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Inference;

namespace VaeOnnx.Tests.Unit.Data;

public sealed class IdxFileTests : IDisposable
{
    private static readonly byte[] Pixels = [.. Enumerable.Range(0, 12).Select(i => (byte)(i * 20))];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_become_greys_plain_and_in_gzip(bool gzip)
    {
        using var rows = IdxFile.Open(Write(Idx([3, 2, 2], Pixels), gzip));
        var numbers = new float[12];

        rows.Read(numbers.AsSpan(0, 4));
        rows.Read(numbers.AsSpan(4));

        Assert.Equal(3, rows.Count);
        Assert.Equal([2, 2], rows.Shape);
        Assert.True(rows.Pictures);
        Assert.Equal(Pixels.Select(pixel => pixel / 255f), numbers);
    }

    [Fact]
    public void Labels_are_read() => Assert.Equal([7, 2, 1], IdxFile.ReadLabels(Write(Idx([3], [7, 2, 1]), gzip: true)));

    [Fact]
    public void A_file_that_is_cut_off_is_refused_at_once() =>
        Refusal.Of(ErrorKind.Input, () => IdxFile.Open(Write(Idx([3, 2, 2], Pixels[..11]))), "takes 12 bytes, 11 are there");

    [Fact]
    public void A_gzip_file_that_is_cut_off_is_refused_when_its_end_is_read()
    {
        using var rows = IdxFile.Open(Write(Idx([3, 2, 2], Pixels[..11]), gzip: true));

        Refusal.Of(ErrorKind.Input, () => rows.Read(new float[12]), "cut off");
    }

    [Fact]
    public void Labels_in_place_of_pictures_are_refused() =>
        Refusal.Of(ErrorKind.Input, () => IdxFile.Open(Write(Idx([3], [7, 2, 1]))), "labels");

    [Fact]
    public void Pictures_in_place_of_labels_are_refused() =>
        Refusal.Of(ErrorKind.Input, () => IdxFile.ReadLabels(Write(Idx([3, 2, 2], Pixels))), "3 dimensions");

    [Fact]
    public void Fewer_labels_than_announced_are_refused() =>
        Refusal.Of(ErrorKind.Input, () => IdxFile.ReadLabels(Write(Idx([3], [7, 2]))), "says 3 labels, 2 are there");

    [Fact]
    public void Elements_that_are_not_bytes_are_not_supported() =>
        Refusal.Of(ErrorKind.Unsupported, () => IdxFile.Open(Write([0, 0, 0x0D, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0])), "0x0d");

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(1, int.MaxValue)]
    public void A_size_that_no_file_has_is_refused(int count, int height) =>
        Refusal.Of(ErrorKind.Input, () => IdxFile.Open(Write(Idx([count, height, 2], Pixels))), "claims a size");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sizes_whose_product_overflows_are_refused(bool gzip) => Refusal.Of(
        ErrorKind.Input,
        () => IdxFile.Open(Write(Idx([int.MaxValue, 1 << 20, 1 << 20, 1 << 20], Pixels), gzip)),
        "more elements than can be counted");

    [Fact]
    public void Labels_that_unpack_without_end_are_refused_before_they_fill_memory()
    {
        string path = Write(Idx([int.MaxValue], new byte[50_000_000]), gzip: true);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Refusal.Of(ErrorKind.Input, () => IdxFile.ReadLabels(path), "more than");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, new FileInfo(path).Length + (64 << 20));
    }

    [Fact]
    public void Other_files_are_refused() => Refusal.Of(ErrorKind.Input, () => IdxFile.Open(folder.Write("notes", "some text")), "is no idx file");

    [Fact]
    public void A_missing_file_is_named() => Refusal.Of(ErrorKind.Input, () => IdxFile.Open(folder["none"]), "none: cannot be read");

    private string Write(byte[] bytes, bool gzip = false)
    {
        using var file = File.Create(folder["data"]);
        using Stream stream = gzip ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(bytes);
        return folder["data"];
    }

    private static byte[] Idx(int[] sizes, byte[] elements)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        header[2] = 0x08;
        header[3] = (byte)sizes.Length;
        for (int i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        return [.. header, .. elements];
    }
}
