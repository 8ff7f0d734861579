using VaeOnnx.Export.Checkpoints;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

public sealed class PickleTests : IDisposable
{
    private static readonly byte[] Storage = Bytes.Floats(0, 1, 2, 3, 4, 5);

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_transposed_view_reads_in_its_own_order() =>
        Assert.Equal([0, 3, 1, 4, 2, 5], Read(Bytes.Tensor("0", 6, 0, [3, 2], [1, 3])));

    [Fact]
    public void A_view_with_an_offset_reads_from_there() =>
        Assert.Equal([2, 3], Read(Bytes.Tensor("0", 6, 2, [2], [1])));

    [Fact]
    public void An_expanded_tensor_repeats_its_element() =>
        Assert.Equal([4, 4, 4, 4], Read(Bytes.Tensor("0", 6, 4, [2, 2], [0, 0])));

    [Fact]
    public void A_scalar_is_one_element() =>
        Assert.Equal([5], Read(Bytes.Tensor("0", 6, 5, [], [])));

    [Fact]
    public void The_stride_of_a_dimension_of_size_1_says_nothing() =>
        Assert.Equal([1, 2], Read(Bytes.Tensor("0", 6, 1, [1, 2], [99, 1])));

    [Fact]
    public void Two_names_of_one_tensor_are_the_same_memory()
    {
        var tensor = Bytes.Tensor("0", 6, 0, [6], [1]);
        var part = Bytes.Tensor("0", 6, 0, [5], [1]);
        using var checkpoint = Open(Bytes.Of("}(", Bytes.Text("a.weight"), tensor, Bytes.Text("b.weight"), tensor, Bytes.Text("c.weight"), part, "u."));

        Assert.True(checkpoint.Tensors[0].IsSameMemoryAs(checkpoint.Tensors[1]));
        Assert.False(checkpoint.Tensors[0].IsSameMemoryAs(checkpoint.Tensors[2]));
    }

    [Theory]
    [InlineData(6, 0, 7, 1, "reaches beyond its storage of 6 elements")]
    [InlineData(6, 1, 6, 1, "reaches beyond its storage of 6 elements")]
    [InlineData(6, 0, 3, 3, "reaches beyond its storage of 6 elements")]
    [InlineData(7, 0, 6, 1, "should have 28 bytes, 24 are there")]
    [InlineData(6, -1, 2, 1, "is no view")]
    [InlineData(6, 5, 2, -1, "is no view")]
    [InlineData(6, 0, -2, 1, "negative dimension")]
    [InlineData(6, 0, 2000000000, 0, "repeats a storage of 6 elements")]
    [InlineData(-1, 0, 1, 1, "claims -1 elements")]
    public void A_view_that_leaves_its_storage_is_refused(int count, int offset, int size, int stride, string reason) =>
        Refused.Input(Write(Bytes.Dict("a.weight", Bytes.Tensor("0", count, offset, [size], [stride]))), "data.pkl", reason);

    [Fact]
    public void A_shape_whose_product_overflows_is_refused() =>
        Refused.Input(Write(Bytes.Dict("a.weight", Bytes.Tensor("0", 6, 0, [int.MaxValue, int.MaxValue, int.MaxValue], [0, 0, 0]))), "more elements than any file can hold");

    [Fact]
    public void A_storage_that_is_not_in_the_archive_is_named() =>
        Refused.Input(Write(Bytes.Dict("a.weight", Bytes.Tensor("9", 6, 0, [6], [1]))), "'m/data/9'");

    [Theory]
    [InlineData("cos\nsystem\n", "'os.system'")]
    [InlineData("cbuiltins\neval\n", "'builtins.eval'")]
    [InlineData("cbuiltins\ngetattr\n", "'builtins.getattr'")]
    [InlineData("ctorch\nload\n", "'torch.load'")]
    [InlineData("ctorch.hub\nload\n", "'torch.hub.load'")]
    [InlineData("ctorch.storage\n_load_from_bytes\n", "'torch.storage._load_from_bytes'")]
    [InlineData("ccollections\nabc.sys.modules\n", "'collections.abc.sys.modules'")]
    [InlineData("carg\u001bparse\nx\n", "'arg\\u001bparse.x'")]
    public void A_global_that_is_not_plain_data_is_refused_by_its_name(string opcodes, string name) =>
        Refused.Input(Write(Bytes.Of(0x80, 2, opcodes, ".")), "refused the global", name);

    [Fact]
    public void A_global_named_on_the_stack_is_refused_by_its_name() =>
        Refused.Input(Write(Bytes.Of(0x80, 4, Bytes.Text("posix"), Bytes.Text("system"), 0x93, ".")), "'posix.system'");

    [Theory]
    [InlineData("ctorch\nComplexFloatStorage\n", "torch.ComplexFloatStorage")]
    [InlineData("ctorch._utils\n_rebuild_sparse_tensor\n", "torch._utils._rebuild_sparse_tensor")]
    public void A_tensor_of_a_kind_that_is_not_read_is_unsupported(string opcodes, string name) =>
        Refused.Unsupported(Write(Bytes.Of(0x80, 2, opcodes, ".")), name);

    [Fact]
    public void A_module_of_a_package_of_ones_own_is_known_by_the_layers_in_it() =>
        Refused.Unsupported(Write(Bytes.Of(0x80, 2, "cmyproject.models\nVAE\n)\u0081ctorch.nn.modules.linear\nLinear\n.")), "whole module", "'myproject.models.VAE'");

    [Fact]
    public void A_command_before_a_module_is_still_a_command() =>
        Refused.Input(Write(Bytes.Of(0x80, 2, "cposix\nsystem\nq\0", Bytes.Text("touch EVIL_RAN"), "\u0085R0ctorch.nn.modules.linear\nLinear\n.")), "refused the global 'posix.system'");

    [Theory]
    [InlineData("(iposix\nsystem\n", "INST")]
    [InlineData("(o", "OBJ")]
    [InlineData("\u0082\u0001", "EXT1")]
    [InlineData("P0\n", "PERSID")]
    [InlineData("\u0097", "NEXTBUFFER")]
    public void An_opcode_that_no_weights_need_is_refused_by_its_name(string opcodes, string name) =>
        Refused.Input(Write(Bytes.Of(0x80, 2, opcodes, ".")), "refused the opcode", name);

    [Theory]
    [InlineData("\u00ff.", "unknown opcode 0xff")]
    [InlineData("0.", "takes a value where there is none")]
    [InlineData("N(0.", "takes a value where there is none")]
    [InlineData("t.", "goes back to a mark where there is none")]
    [InlineData("h\u0005.", "refers to value 5")]
    [InlineData("}", "cut off")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ffa", "claims 4294967295 bytes")]
    [InlineData("NNs.", "takes a value where there is none")]
    [InlineData("NNR.", "calls something that is no global")]
    [InlineData("}(Nu.", "a key without a value")]
    [InlineData("NN\u0093.", "by something else than text")]
    [InlineData("NQ.", "refers to a storage")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n)R.", "builds a tensor from something else")]
    [InlineData("N.", "holds no tensors")]
    [InlineData("}.", "holds no tensors")]
    public void A_pickle_that_is_no_pickle_is_refused_with_its_reason(string opcodes, string reason) =>
        Refused.Input(Write(Bytes.Of(0x80, 2, opcodes)), reason);

    [Fact]
    public void A_protocol_of_the_future_is_refused() => Refused.Unsupported(Write(Bytes.Of(0x80, 9, ".")), "protocol 9");

    [Fact]
    public void Dicts_nested_without_end_are_refused() =>
        Refused.Input(Write(Bytes.Of(0x80, 2, Repeat("}(K\u0001", 100_000), Bytes.Tensor("0", 6, 0, [6], [1]), Repeat("u", 100_000), ".")), "nested more than 64 deep");

    [Fact]
    public void A_dict_that_holds_itself_is_refused() =>
        Refused.Input(Write(Bytes.Of(0x80, 2, "}q\0", Bytes.Text("a"), "h\0s", Bytes.Text("w"), Bytes.Tensor("0", 6, 0, [6], [1]), "s.")), "nested more than 64 deep");

    /// <summary>Each is called with an empty tuple beside a weight, as a training program's object would be.</summary>
    [Theory]
    [InlineData("argparse", "Namespace")]
    [InlineData("collections", "Counter")]
    [InlineData("collections", "defaultdict")]
    [InlineData("collections", "deque")]
    [InlineData("pytorch_lightning.utilities.parsing", "AttributeDict")]
    [InlineData("lightning.pytorch.utilities.parsing", "AttributeDict")]
    [InlineData("pathlib", "PosixPath")]
    [InlineData("pathlib", "WindowsPath")]
    [InlineData("numpy", "dtype")]
    [InlineData("numpy.core.multiarray", "scalar")]
    [InlineData("numpy._core.multiarray", "scalar")]
    [InlineData("datetime", "datetime")]
    [InlineData("datetime", "timedelta")]
    [InlineData("decimal", "Decimal")]
    public void An_object_that_only_describes_data_does_not_keep_the_weights_from_being_read(string module, string name) =>
        Assert.Equal([0], Read(Bytes.Of(Bytes.Tensor("0", 6, 0, [1], [1])), Bytes.Of(Bytes.Text("beside"), $"c{module}\n{name}\n)Rs")));

    [Fact]
    public void An_object_that_is_its_own_state_is_read_without_end() =>
        Assert.Equal([0], Read(Bytes.Of(Bytes.Tensor("0", 6, 0, [1], [1])), Bytes.Of(Bytes.Text("args"), "cargparse\nNamespace\n)\u0081q\u0007h\u0007bs")));

    // Forty dicts, each with ten entries that are the next one: 10^40 tensors in a few hundred bytes.
    [Fact]
    public void A_tree_that_unfolds_without_end_is_refused()
    {
        var level = Bytes.Of(["r\u0001\0\0\0", "}(", .. Enumerable.Range(0, 10).SelectMany(i => new object[] { $"K{(char)i}", "j\u0001\0\0\0" }), "u"]);
        object[] levels = [0x80, 2, "}", Bytes.Text("w"), Bytes.Tensor("0", 6, 0, [6], [1]), "s", .. Enumerable.Repeat<object>(level, 40), "."];

        Refused.Input(Write(Bytes.Of(levels)), "more than 10000 tensors");
    }

    [Fact]
    public void A_name_that_is_there_twice_is_refused()
    {
        var tensor = Bytes.Tensor("0", 6, 0, [6], [1]);
        Refused.Input(Write(Bytes.Of(0x80, 2, "}(", Bytes.Text("a.w"), tensor, Bytes.Text("a.w"), tensor, "u.")), "'a.w' is there twice");
    }

    [Fact]
    public void A_big_endian_file_is_refused()
    {
        var path = Bytes.Zip(folder, ("m/data.pkl", Bytes.Dict("a", Bytes.Text("b"))), ("m/byteorder", Bytes.Of("big")));
        Refused.Unsupported(path, "big-endian");
    }

    public void Dispose() => folder.Dispose();

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private string Write(byte[] pickle) => Bytes.TorchZip(folder, pickle, ("0", Storage));

    private Checkpoint Open(byte[] pickle) => Checkpoint.Open(Write(pickle));

    private float[] Read(byte[] tensor, params byte[] more)
    {
        using var checkpoint = Open(Bytes.Of(0x80, 2, "}", Bytes.Text("a.weight"), tensor, "s", more, "."));
        var values = new float[checkpoint.Tensors[0].Count];
        checkpoint.Tensors[0].CopyTo(values);
        return values;
    }
}
