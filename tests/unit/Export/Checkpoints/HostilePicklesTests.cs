using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>Pickles that somebody has made to do harm: each is refused, or harmless, and costs neither time nor memory.</summary>
public sealed class HostilePicklesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_storage_whose_key_leaves_the_archive_is_not_there() => Bounded.Refused(
        ErrorKind.Input,
        Bytes.TorchZip(folder, Bytes.Dict("a.weight", Bytes.Tensor("../../../../etc/passwd", 6, 0, [6], [1]))),
        "'m/data/../../../../etc/passwd', which is not in the archive");

    [Fact]
    public void A_million_memo_entries_are_refused() =>
        Bounded.Refused(ErrorKind.Input, Pickle(Bytes.Of("N", Bytes.Repeat("\u0094", 1_000_000))), "remembers more than");

    [Fact]
    public void A_million_memo_entries_far_apart_are_refused() => Bounded.Refused(
        ErrorKind.Input,
        Pickle(Bytes.Of(["N", .. Enumerable.Range(0, 1_000_000).Select(i => Bytes.Of("r", BitConverter.GetBytes(i * 4001)))])),
        "remembers more than");

    [Theory]
    [InlineData("\u0085")] // a tuple of one, of one, of one …
    [InlineData("\u0085\u0094")]
    public void A_hundred_thousand_nested_tuples_are_refused(string tuple) =>
        Bounded.Refused(ErrorKind.Input, Pickle(Bytes.Of(Bytes.Tensor("0", 1, 0, [1], [1]), Bytes.Repeat(tuple, 100_000))), "nested more than 64 deep");

    [Theory]
    [InlineData("})R")] // with a function that is none
    [InlineData("}")]
    [InlineData("]")]
    [InlineData("K\u0001")]
    [InlineData("\u0085")]
    [InlineData("h\0)R")] // an object that only describes data
    [InlineData("h\u0001h\u0001R0")] // an empty dict from an empty list, and away
    [InlineData("(t0")]
    [InlineData("U\u0001a0")]
    [InlineData("I1\n0")]
    public void A_pickle_that_makes_things_without_end_is_refused(string opcodes)
    {
        var start = Bytes.Of("cargparse\nNamespace\nq\0", "]q\u0001", "N");
        var error = Assert.Throws<VaeOnnxException>(() => Bounded.Read(Pickle(Bytes.Of(start, Bytes.Repeat(opcodes, 5_000_000 / opcodes.Length)))));

        Assert.Equal(ErrorKind.Input, error.Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(2_000_000_000)]
    public void A_tensor_without_elements_is_empty_wherever_it_claims_to_begin(int offset)
    {
        var text = Bounded.Read(Bytes.TorchZip(folder, Bytes.Dict("a.weight", Bytes.Tensor("0", 6, offset, [0, 3], [3, 1])), ("0", new byte[24])));

        Assert.Contains("[0, 3]", text, StringComparison.Ordinal);
    }

    /// <summary>One element, of which a model would be given 2^24.</summary>
    [Fact]
    public void A_tensor_that_repeats_its_elements_without_end_is_refused() => Bounded.Refused(
        ErrorKind.Input, Bytes.TorchZip(folder, Bytes.Dict("a.weight", Bytes.Tensor("0", 6, 0, [4096, 4096], [0, 0])), ("0", new byte[24])), "its tensors take");

    [Fact]
    public void Many_views_of_one_storage_that_together_are_without_end_are_refused()
    {
        object[] views = [.. Enumerable.Range(0, 100).SelectMany(i => new object[] { Bytes.Text($"{i}.weight"), Bytes.Tensor("0", 1_000_000, i, [1000, 500], [1, 1000]) })];
        Bounded.Refused(ErrorKind.Input, Bytes.TorchZip(folder, Bytes.Of([0x80, 2, "}(", .. views, "u."]), ("0", new byte[4_000_000])), "its tensors take");
    }

    [Fact]
    public void A_text_that_a_list_repeats_is_cut_short()
    {
        var list = Bytes.Of("X", BitConverter.GetBytes(16 << 20), new byte[16 << 20], "q\0", Bytes.Repeat("h\0", 63));
        var text = Bounded.Read(Pickle(Bytes.Of("}(", Bytes.Text("state_dict"), "}", Bytes.Text("a.weight"), Bytes.Tensor("0", 1, 0, [1], [1]), "s", Bytes.Text("notes"), "(", list, "lu")));

        Assert.Contains("a.weight", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_of_facts_that_unfolds_without_end_is_cut_short()
    {
        // Forty dicts, each with ten entries that are the next one.
        var level = Bytes.Of(["r\u0001\0\0\0", "}(", .. Enumerable.Range(0, 10).SelectMany(i => new object[] { Bytes.Text(new string((char)('a' + i), 150)), "j\u0001\0\0\0" }), "u"]);
        object[] levels = ["}", Bytes.Text("leaf"), "K\u0001s", .. Enumerable.Repeat<object>(level, 40)];
        var text = Bounded.Read(Pickle(Bytes.Of(["}(", Bytes.Text("state_dict"), "}", Bytes.Text("a.weight"), Bytes.Tensor("0", 1, 0, [1], [1]), "s", Bytes.Text("facts"), .. levels, "u"])));

        Assert.Contains("a.weight", text, StringComparison.Ordinal);
    }

    private string Pickle(byte[] opcodes) => Bytes.TorchZip(folder, Bytes.Of(0x80, 4, opcodes, "."), ("0", new byte[4]));
}
