using System.IO.Compression;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>Zip archives that somebody has made to do harm: each is refused, or harmless, and costs neither time nor memory.</summary>
public sealed class HostileArchivesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_zip_bomb_is_refused_before_it_is_unpacked() =>
        Bounded.Refused(ErrorKind.Input, ZipImage.Write(folder, "bomb.npy", Zeros(megabytes: 1_000), 1_000_000_000, deflated: true), "its tensors take");

    [Fact]
    public void A_hundred_small_bombs_are_one_large_one()
    {
        var zeros = Zeros(megabytes: 10);
        var archive = new ZipImage();
        for (int i = 0; i < 100; i++) archive.Add($"{i:00}.npy", zeros, 10_000_000, deflated: true);

        Bounded.Refused(ErrorKind.Input, folder.Write("model", archive.ToBytes()), "its tensors take");
    }

    [Theory]
    [InlineData(-4, "takes 12 bytes, 8 are there")]
    [InlineData(4, "holds less than the")]
    public void A_deflated_entry_that_lies_about_its_size_is_refused(int lie, string reason)
    {
        var content = Bytes.Npy([3], new byte[12]);
        Bounded.Refused(ErrorKind.Input, ZipImage.Write(folder, "x.npy", Bytes.Deflate(content), content.Length + lie, deflated: true), reason);
    }

    /// <summary>Its array claims as much as the directory does.</summary>
    [Theory]
    [InlineData(2, "holds more than the")]
    [InlineData(4, "holds less than the")]
    public void A_deflated_entry_whose_array_joins_in_the_lie_is_refused_when_it_is_read(int elements, string reason)
    {
        byte[] content = Bytes.Npy([3], new byte[12]), lie = Bytes.Npy([elements], new byte[elements * 4]);
        var deflated = Bytes.Deflate([.. lie[..^(elements * 4)], .. content[^12..]]);
        Bounded.Refused(ErrorKind.Input, ZipImage.Write(folder, "x.npy", deflated, lie.Length, deflated: true), reason);
    }

    [Fact]
    public void Entries_that_overlap_are_refused()
    {
        // The second lies inside the first, with a header of its own: two names, one stretch of the file.
        var inner = new ZipImage().Add("y.npy", Bytes.Npy([1], new byte[4]), Bytes.Npy([1], new byte[4]).Length, deflated: false);
        var archive = new ZipImage().Add("x.npy", inner.Entries, inner.Entries.Length, deflated: false);
        archive.AddToDirectoryAlone("y.npy", at: 30 + "x.npy".Length, Bytes.Npy([1], new byte[4]).Length);

        Bounded.Refused(ErrorKind.Input, folder.Write("model", archive.ToBytes()), "overlaps with the entry before it");
    }

    [Theory]
    [InlineData("../../outside.npy")]
    [InlineData("/tmp/outside.npy")]
    [InlineData("..\\outside.npy")]
    public void A_path_that_leaves_the_archive_is_a_name_and_nothing_is_written_there(string name)
    {
        var before = Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(folder.Path)!).Count(path => path.EndsWith("outside.npy", StringComparison.Ordinal));

        Assert.Contains(name[..^".npy".Length], Bounded.Read(ZipImage.Write(folder, name, Bytes.Npy([1], new byte[4]), Bytes.Npy([1], new byte[4]).Length, deflated: false)), StringComparison.Ordinal);
        Assert.Equal(0, before);
        Assert.Equal(["model"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void An_archive_with_two_hundred_thousand_entries_is_refused()
    {
        var archive = new ZipImage();
        for (int i = 0; i < 200_000; i++) archive.Add($"{i}.npy", [], 0, deflated: false);

        Bounded.Refused(ErrorKind.Input, folder.Write("model", archive.ToBytes()), "at most 100000 are read");
    }

    /// <summary>A deflated .npy file of so many megabytes of zeros, header included: one stretch, over and over.</summary>
    private static byte[] Zeros(int megabytes)
    {
        var first = Bytes.Npy([(megabytes * 250_000) - 50], []);
        first = [.. first[..^1], .. Enumerable.Repeat((byte)' ', 200 - first.Length), (byte)'\n'];
        BitConverter.TryWriteBytes(first.AsSpan(8), (ushort)190);
        using var deflated = new MemoryStream();
        using var stream = new DeflateStream(deflated, CompressionLevel.SmallestSize);
        stream.Write([.. first, .. new byte[999_800]]);
        stream.Flush();
        int start = (int)deflated.Length;
        stream.Write(new byte[1_000_000]);
        stream.Flush();
        var repeated = deflated.ToArray()[start..];
        return Bytes.Of([deflated.ToArray()[..start], .. Enumerable.Repeat<object>(repeated, megabytes - 1), 3, 0]);
    }
}
