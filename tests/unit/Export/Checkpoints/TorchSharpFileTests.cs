using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

public sealed class TorchSharpFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(0, "ff", ElementType.UInt8, 255)]
    [InlineData(1, "ff", ElementType.Int8, -1)]
    [InlineData(2, "ffff", ElementType.Int16, -1)]
    [InlineData(3, "ffffffff", ElementType.Int32, -1)]
    [InlineData(4, "ffffffffffffffff", ElementType.Int64, -1)]
    [InlineData(5, "003c", ElementType.Float16, 1)]
    [InlineData(6, "0000803f", ElementType.Float32, 1)]
    [InlineData(7, "000000000000f03f", ElementType.Float64, 1)]
    [InlineData(11, "01", ElementType.Bool, 1)]
    [InlineData(15, "803f", ElementType.BFloat16, 1)]
    public void Every_element_type_reads_to_its_value(int code, string hex, ElementType type, double expected)
    {
        using var checkpoint = Checkpoint.Open(folder.Write("model", Bytes.Of(1, 3, "a.w", code, 0, Convert.FromHexString(hex))));

        var tensor = Assert.Single(checkpoint.Tensors);
        double[] value = [0];
        tensor.CopyTo(value);
        Assert.Equal(type, tensor.Type);
        Assert.Empty(tensor.Shape);
        Assert.Equal(expected, value[0]);
    }

    [Fact]
    public void A_name_with_spaces_and_accents_is_a_name()
    {
        var name = "Großer Kopf.weight";
        var utf8 = System.Text.Encoding.UTF8.GetBytes(name);

        // Such a name alone is no sign of a TorchSharp file; one that begins like a layer is.
        using var checkpoint = Checkpoint.Open(folder.Write("model", Bytes.Of(2, 1, "a", 0, 0, 9, utf8.Length, utf8, 0, 0, 9)));

        Assert.Equal(name, checkpoint.Tensors[1].Name);
    }

    [Fact]
    public void A_file_may_have_more_entries_than_one_byte_can_count()
    {
        var entries = Enumerable.Range(0, 130).Select(i => Bytes.Of(4, $"w{i:000}", 0, 0, i));
        using var checkpoint = Checkpoint.Open(folder.Write("model", Bytes.Of([0x82, 1, .. entries])));

        Assert.Equal(130, checkpoint.Tensors.Count);
    }

    [Fact]
    public void A_file_that_begins_like_a_pickle_is_still_a_TorchSharp_file()
    {
        var entries = Enumerable.Range(0, 256).Select(i => Bytes.Of(4, $"w{i:000}", 0, 0, i));
        using var checkpoint = Checkpoint.Open(folder.Write("model", Bytes.Of([0x80, 2, .. entries])));

        Assert.Equal(256, checkpoint.Tensors.Count);
    }

    [Fact]
    public void A_file_that_begins_like_JSON_is_still_a_TorchSharp_file()
    {
        var entries = Enumerable.Range(0, 123).Select(i => Bytes.Of(34, $"encoder.blocks.0.layers.{i:000}.weight", 0, 0, i));
        using var checkpoint = Checkpoint.Open(folder.Write("model", Bytes.Of([123, .. entries])));

        Assert.Equal(123, checkpoint.Tensors.Count);
    }

    [Fact]
    public void A_number_longer_than_64_bits_is_refused() =>
        Refused.Input(folder.Write("model", Bytes.Of(1, 1, "a", 0, 1, "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0002")), "longer than 64 bits");

    [Fact]
    public void More_dimensions_than_any_tensor_has_are_refused() =>
        Refused.Input(folder.Write("model", Bytes.Of(1, 1, "a", 0, 65, new byte[65])), "65 dimensions");

    [Fact]
    public void More_entries_than_the_file_can_hold_are_refused_before_they_are_read() =>
        Refused.Input(folder.Write("model", Bytes.Of(0x7F, 1, "a", 0, 0, 1)), "claims 127 entries, more than 6 bytes can hold");

    [Fact]
    public void A_shape_whose_product_overflows_is_refused() =>
        Refused.Input(
            folder.Write("model", Bytes.Of(1, 1, "a", 6, 2, "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f")),
            "more elements than any file can hold");

    [Fact]
    public void A_name_that_is_there_twice_is_refused() =>
        Refused.Input(folder.Write("model", Bytes.Of(2, 1, "a", 0, 0, 1, 1, "a", 0, 0, 1)), "'a' is there twice");

    [Fact]
    public void Complex_numbers_are_unsupported() => Refused.Unsupported(folder.Write("model", Bytes.Of(1, 1, "a", 9, 0, new byte[8])), "'a'", "complex");

    [Fact]
    public void Quantised_numbers_are_unsupported() => Refused.Unsupported(folder.Write("model", Bytes.Of(1, 1, "a", 12, 0, 0)), "'a'", "quantised");

    public void Dispose() => folder.Dispose();
}
