using System.Buffers.Binary;
using VaeOnnx.Data;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>Archives whose directory does not tell the truth.</summary>
public sealed class ZipTests : IDisposable
{
    private const int NameLength = 5; // x.npy

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(10, 99, "packed by method 99")]
    [InlineData(8, 0x0801, "is encrypted")]
    public void An_entry_that_is_packed_otherwise_is_unsupported(int field, ushort value, string reason) =>
        Refused.Unsupported(With(directory => BinaryPrimitives.WriteUInt16LittleEndian(directory[field..], value)), "'x.npy'", reason);

    [Theory]
    [InlineData(4 + 0, 1_000_000, "is stored, yet claims")]
    [InlineData(4 + 16, 1_000_000, "claims to begin at 1000000")]
    [InlineData(4 + 16, 1, "has no local header at 1")]
    public void An_entry_with_a_lying_size_or_place_is_refused(int fieldOf64Bits, long value, string reason) =>
        Refused.Input(With(directory => BinaryPrimitives.WriteInt64LittleEndian(directory[(46 + NameLength + fieldOf64Bits)..], value)), "'x.npy'", reason);

    [Fact]
    public void An_entry_that_is_called_otherwise_in_its_own_header_is_refused() =>
        Refused.Input(With(directory => directory[46] = (byte)'y'), "'y.npy'", "called otherwise");

    [Fact]
    public void An_entry_that_reaches_into_the_directory_is_refused() =>
        Refused.Input(
            With(directory =>
            {
                BinaryPrimitives.WriteInt64LittleEndian(directory[(46 + NameLength + 4)..], 100_000);
                BinaryPrimitives.WriteInt64LittleEndian(directory[(46 + NameLength + 12)..], 100_000);
            }),
            "claims 100000 bytes",
            "beyond the directory");

    [Fact]
    public void A_small_entry_that_claims_to_unpack_to_a_huge_one_is_refused_before_it_is_unpacked()
    {
        var path = Write(compressed: true);
        Change(path, directory => BinaryPrimitives.WriteInt64LittleEndian(directory[(46 + NameLength + 4)..], 1L << 40));

        Refused.Input(path, "more than deflating can do");
    }

    [Theory]
    [InlineData("state_dict.pt")]
    [InlineData("model.npz")]
    [InlineData("compressed.npz")]
    public void A_flipped_bit_of_a_weight_is_found_by_the_checksum(string name)
    {
        var bytes = File.ReadAllBytes(Fixtures.Path("formats", name));
        // In the data of the first large entry; in a deflated one, what comes of it is other data or none.
        bytes[40_000] ^= 4;
        using var checkpoint = VaeOnnx.Export.Checkpoints.Checkpoint.Open(folder.Write("damaged", bytes));

        var error = Assert.Throws<VaeOnnx.Inference.VaeOnnxException>(() => checkpoint.Tensors.Select(tensor => tensor.ReadBytes().Length).ToList());
        Assert.Equal(VaeOnnx.Inference.ErrorKind.Input, error.Kind);
        Assert.Matches("checksum|deflated data are broken|holds (less|more) than", error.Message);
    }

    [Fact]
    public void Two_entries_with_the_same_data_are_refused()
    {
        Npz.Write(folder["m"], [KeyValuePair.Create("x", NpyArray.Of([1f], 1)), KeyValuePair.Create("y", NpyArray.Of([1f], 1))]);
        var bytes = File.ReadAllBytes(folder["m"]);
        var second = bytes.AsSpan().LastIndexOf("y.npy"u8);
        bytes[second] = (byte)'x';
        Refused.Input(folder.Write("m", bytes), "called otherwise");

        // The second entry, under the first one's name and place.
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(second + NameLength + 20), 0);
        Refused.Input(folder.Write("m", bytes), "'x.npy' is there twice");
    }

    [Fact]
    public void Deflated_data_that_are_broken_are_refused_when_they_are_read()
    {
        var path = Write(compressed: true);
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(30 + NameLength + 20, 8).Fill(0xFF);

        Refused.Input(folder.Write("m", bytes), "'x.npy'", "deflated data are broken");
    }

    [Fact]
    public void Bytes_after_the_end_of_the_archive_are_refused() =>
        Refused.Input(folder.Write("m", [.. File.ReadAllBytes(Write(compressed: false)), 0]), "directory is not at the end");

    [Fact]
    public void An_array_that_is_larger_than_its_entry_is_refused()
    {
        var path = Write(compressed: false);
        var bytes = File.ReadAllBytes(path);
        var shape = bytes.AsSpan().IndexOf("(3,)"u8);
        bytes[shape + 1] = (byte)'9';

        Refused.Input(folder.Write("m", bytes), "'x.npy'", "takes 36 bytes, 12 are there");
    }

    public void Dispose() => folder.Dispose();

    private delegate void Edit(Span<byte> directory);

    private string With(Edit change)
    {
        var path = Write(compressed: false);
        Change(path, change);
        return path;
    }

    private string Write(bool compressed)
    {
        Npz.Write(folder["m"], [KeyValuePair.Create("x", NpyArray.Of([1f, 2f, 3f], 3))], compressed);
        return folder["m"];
    }

    private static void Change(string path, Edit change)
    {
        var bytes = File.ReadAllBytes(path);
        change(bytes.AsSpan(bytes.AsSpan().IndexOf("PK\u0001\u0002"u8)));
        File.WriteAllBytes(path, bytes);
    }
}
