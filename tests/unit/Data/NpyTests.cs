using System.Text;
using FsCheck.Xunit;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Data;

public class NpyTests
{
    [Property]
    public bool What_is_written_reads_back_with_every_bit(float[] values)
    {
        using var folder = new TemporaryFolder();
        NpyArray.Of(values, values.Length).Write(folder["a.npy"]);

        var read = NpyArray.Read(folder["a.npy"]);

        return read.Shape.SequenceEqual([values.Length])
            && read.AsSingles().Select(BitConverter.SingleToInt32Bits).SequenceEqual(values.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void An_array_that_NumPy_wrote_is_written_again_with_the_same_bytes()
    {
        var path = Fixtures.Path("torch-mnist", "z.npy");
        using var written = new MemoryStream();

        NpyArray.Read(path).Write(written);

        Assert.Equal(File.ReadAllBytes(path), written.ToArray());
    }

    [Theory]
    [InlineData("<f4", "0000803f", 1.0)]
    [InlineData("<f8", "000000000000f03f", 1.0)]
    [InlineData("<f2", "003c", 1.0)]
    [InlineData("<V2", "803f", 1.0)]
    [InlineData("|V2", "80bf", -1.0)]
    [InlineData("|b1", "01", 1.0)]
    [InlineData("|i1", "ff", -1.0)]
    [InlineData("|u1", "ff", 255.0)]
    [InlineData("<i2", "ffff", -1.0)]
    [InlineData("<u2", "ffff", 65535.0)]
    [InlineData("<i4", "ffffffff", -1.0)]
    [InlineData("<u4", "ffffffff", 4294967295.0)]
    [InlineData("<i8", "ffffffffffffffff", -1.0)]
    [InlineData("<u8", "ffffffffffffffff", 18446744073709551615.0)]
    public void Every_number_type_reads_to_its_value(string descr, string hex, double expected)
    {
        var array = Read(Npy($"{{'descr': '{descr}', 'fortran_order': False, 'shape': (), }}", Convert.FromHexString(hex)));

        Assert.Equal(expected, Assert.Single(array.AsDoubles()));
        Assert.Equal((float)expected, Assert.Single(array.AsSingles()));
    }

    [Fact]
    public void An_array_in_Fortran_order_reads_in_row_major_order()
    {
        var array = Read(Npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [1, 4, 2, 5, 3, 6]));

        Assert.Equal([1, 2, 3, 4, 5, 6], array.AsDoubles());
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "Python objects")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", "big-endian")]
    [InlineData("{'descr': '<U4', 'fortran_order': False, 'shape': (1,), }", "'<U4'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "expected a string")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 4), }", "more elements than can be counted")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000,), }", "takes 4000000000 bytes, 8 are there")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "expected a dimension")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "lacks")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "twice")]
    [InlineData("__import__('os').system('touch EVIL_RAN')", "is not a Python dict")]
    public void A_header_that_is_broken_or_unknown_is_refused_with_its_reason(string header, string reason)
    {
        var error = Assert.Throws<VaeOnnxException>(() => Read(Npy(header, new byte[8])));

        Assert.Equal(ErrorKind.Input, error.Kind);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_an_input_error() =>
        Assert.Equal(ErrorKind.Input, Assert.Throws<VaeOnnxException>(() => NpyArray.Read("no such file.npy")).Kind);

    [Fact]
    public void A_file_that_cannot_be_written_is_an_output_error() =>
        Assert.Equal(ErrorKind.Output, Assert.Throws<VaeOnnxException>(() => NpyArray.Of([1f], 1).Write("/no such folder/a.npy")).Kind);

    private static NpyArray Read(byte[] file) => NpyArray.Read(new MemoryStream(file), file.Length, "a.npy");

    private static byte[] Npy(string header, byte[] data) =>
        [0x93, .. "NUMPY"u8, 1, 0, (byte)(header.Length + 1), 0, .. Encoding.ASCII.GetBytes(header), (byte)'\n', .. data];
}
