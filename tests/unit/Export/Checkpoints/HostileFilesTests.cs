using System.IO.Compression;
using System.Text;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>Files that somebody has made to do harm: each is refused, or harmless, and costs neither time nor memory.</summary>
public sealed class HostileFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_zip_bomb_is_refused_before_it_is_unpacked() =>
        Bounded.Refused(ErrorKind.Input, ZipOf("bomb.npy", Zeros(megabytes: 1_000), 1_000_000_000, deflated: true), "its tensors take");

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
        var content = Npy([3], new byte[12]);
        Bounded.Refused(ErrorKind.Input, ZipOf("x.npy", Deflate(content), content.Length + lie, deflated: true), reason);
    }

    /// <summary>Its array claims as much as the directory does.</summary>
    [Theory]
    [InlineData(2, "holds more than the")]
    [InlineData(4, "holds less than the")]
    public void A_deflated_entry_whose_array_joins_in_the_lie_is_refused_when_it_is_read(int elements, string reason)
    {
        byte[] content = Npy([3], new byte[12]), lie = Npy([elements], new byte[elements * 4]);
        var deflated = Deflate([.. lie[..^(elements * 4)], .. content[^12..]]);
        Bounded.Refused(ErrorKind.Input, ZipOf("x.npy", deflated, lie.Length, deflated: true), reason);
    }

    [Fact]
    public void Entries_that_overlap_are_refused()
    {
        // The second lies inside the first, with a header of its own: two names, one stretch of the file.
        var inner = new ZipImage().Add("y.npy", Npy([1], new byte[4]), Npy([1], new byte[4]).Length, deflated: false);
        var archive = new ZipImage().Add("x.npy", inner.Entries, inner.Entries.Length, deflated: false);
        archive.AddToDirectoryAlone("y.npy", at: 30 + "x.npy".Length, Npy([1], new byte[4]).Length);

        Bounded.Refused(ErrorKind.Input, folder.Write("model", archive.ToBytes()), "overlaps with the entry before it");
    }

    [Theory]
    [InlineData("../../outside.npy")]
    [InlineData("/tmp/outside.npy")]
    [InlineData("..\\outside.npy")]
    public void A_path_that_leaves_the_archive_is_a_name_and_nothing_is_written_there(string name)
    {
        var before = Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(folder.Path)!).Count(path => path.EndsWith("outside.npy", StringComparison.Ordinal));

        Assert.Contains(name[..^".npy".Length], Bounded.Read(ZipOf(name, Npy([1], new byte[4]), Npy([1], new byte[4]).Length, deflated: false)), StringComparison.Ordinal);
        Assert.Equal(0, before);
        Assert.Equal(["model"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_storage_whose_key_leaves_the_archive_is_not_there() => Bounded.Refused(
        ErrorKind.Input,
        Bytes.TorchZip(folder, Bytes.Dict("a.weight", Bytes.Tensor("../../../../etc/passwd", 6, 0, [6], [1]))),
        "'m/data/../../../../etc/passwd', which is not in the archive");

    [Fact]
    public void A_million_memo_entries_are_refused() =>
        Bounded.Refused(ErrorKind.Input, Pickle(Bytes.Of("N", Repeat("\u0094", 1_000_000))), "remembers more than");

    [Fact]
    public void A_million_memo_entries_far_apart_are_refused() => Bounded.Refused(
        ErrorKind.Input,
        Pickle(Bytes.Of(["N", .. Enumerable.Range(0, 1_000_000).Select(i => Bytes.Of("r", BitConverter.GetBytes(i * 4001)))])),
        "remembers more than");

    [Theory]
    [InlineData("\u0085")] // a tuple of one, of one, of one …
    [InlineData("\u0085\u0094")]
    public void A_hundred_thousand_nested_tuples_are_refused(string tuple) =>
        Bounded.Refused(ErrorKind.Input, Pickle(Bytes.Of(Bytes.Tensor("0", 1, 0, [1], [1]), Repeat(tuple, 100_000))), "nested more than 64 deep");

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
        var error = Assert.Throws<VaeOnnxException>(() => Bounded.Read(Pickle(Bytes.Of(start, Repeat(opcodes, 5_000_000 / opcodes.Length)))));

        Assert.Equal(ErrorKind.Input, error.Kind);
    }

    [Theory]
    [InlineData("\u0091")] // a list of one
    [InlineData("\u0081\u00a1a")] // a map of one
    [InlineData("\u00dd\0\0\0\u0001")]
    public void Msgpack_nested_a_hundred_thousand_deep_is_refused(string level) =>
        Bounded.Refused(ErrorKind.Input, folder.Write("model", Bytes.Of("\u0081\u00a1a", Repeat(level, 100_000), 1)), "nested more than 64 deep");

    [Theory]
    [InlineData("\u0080")] // empty maps
    [InlineData("\u0090")] // empty lists
    [InlineData("\u0081\u00a0\u0080")]
    [InlineData("\u00a1a")]
    [InlineData("\u00d4\u0002\u0001")]
    [InlineData("\u00c7\u000c\u0001\u0093\u0090\u00a4bool\u00c4\u0001\0")]
    public void Msgpack_with_a_million_values_is_refused(string value)
    {
        var error = Assert.Throws<VaeOnnxException>(() => Bounded.Read(folder.Write("model", Bytes.Of("\u0081\u00a1a\u00dd\0\u000f\u0042\u0040", Repeat(value, 1_000_000)))));

        Assert.Equal(ErrorKind.Input, error.Kind);
    }

    [Fact]
    public void A_JSON_header_with_a_key_twice_is_refused() => Bounded.Refused(
        ErrorKind.Input,
        folder.Write("model", Bytes.Safetensors("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)),
        "has 'a' twice");

    [Fact]
    public void A_JSON_header_with_a_million_entries_is_refused()
    {
        var entries = Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");
        Bounded.Refused(ErrorKind.Input, folder.Write("model", Bytes.Safetensors($"{{{string.Join(',', entries)}}}", 0)), "more than 10000 tensors");
    }

    [Fact]
    public void A_JSON_header_with_a_million_facts_is_refused()
    {
        var facts = Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\":\"\"");
        Bounded.Refused(ErrorKind.Input, folder.Write("model", Bytes.Safetensors($"{{\"__metadata__\":{{{string.Join(',', facts)}}}}}", 0)), "more than 10000");
    }

    [Fact]
    public void An_index_with_a_million_entries_is_refused()
    {
        var entries = Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\":\"s\"");
        Bounded.Refused(ErrorKind.Input, folder.Write("index.json", $"{{\"weight_map\": {{{string.Join(',', entries)}}}}}"), "at most");
    }

    [Fact]
    public void An_index_of_many_small_values_is_refused() => Bounded.Refused(
        ErrorKind.Input, folder.Write("index.json", $"{{\"weight_map\": {{\"a\": [{string.Join(',', Enumerable.Repeat(0, 2_000_000))}]}}}}"), "not the index of a sharded checkpoint");

    /// <summary>The most that is read stays within the same limits.</summary>
    [Fact]
    public void Ten_thousand_tensors_are_read()
    {
        var entries = Enumerable.Range(0, 10_000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");
        Assert.Contains("10000 tensors", Bounded.Read(folder.Write("a", Bytes.Safetensors($"{{{string.Join(',', entries)}}}", 0))), StringComparison.Ordinal);
        Assert.Contains(
            "10000 tensors",
            Bounded.Read(folder.Write("b", Bytes.Of([0x90, 0x4E, .. Enumerable.Range(0, 10_000).Select(i => Bytes.Of(6, $"{i:000000}", 0, 1, 0))]))),
            StringComparison.Ordinal);
        var archive = new ZipImage();
        for (int i = 0; i < 10_000; i++) archive.Add($"{i}.npy", Npy([0], []), Npy([0], []).Length, deflated: false);
        Assert.Contains("10000 tensors", Bounded.Read(folder.Write("c", archive.ToBytes())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_TorchSharp_file_with_a_million_entries_is_refused() => Bounded.Refused(
        ErrorKind.Input,
        folder.Write("model", Bytes.Of([0xC0, 0x84, 0x3D, .. Enumerable.Range(0, 1_000_000).Select(i => Bytes.Of(6, $"{i:000000}", 0, 1, 0))])),
        "more than 10000 tensors");

    [Fact]
    public void An_archive_with_two_hundred_thousand_entries_is_refused()
    {
        var archive = new ZipImage();
        for (int i = 0; i < 200_000; i++) archive.Add($"{i}.npy", [], 0, deflated: false);

        Bounded.Refused(ErrorKind.Input, folder.Write("model", archive.ToBytes()), "at most 100000 are read");
    }

    /// <summary>2^32 × 2^32 is 0 in 64 bits, and 2^62 × 4 float32 take 0 bytes.</summary>
    [Theory]
    [InlineData(4294967296, 4294967296)]
    [InlineData(4611686018427387904, 4)]
    [InlineData(9223372036854775807, 9223372036854775807)]
    public void A_shape_whose_product_overflows_64_bits_is_refused_in_every_container(long rows, long columns)
    {
        const string Reason = "more elements than";
        Bounded.Refused(ErrorKind.Input, folder.Write("a", Bytes.Safetensors($"{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{rows},{columns}],\"data_offsets\":[0,0]}}}}", 0)), Reason);
        Bounded.Refused(ErrorKind.Input, folder.Write("b", Bytes.Of(1, 1, "a", 6, 2, Leb128(rows), Leb128(columns))), Reason);
        Bounded.Refused(ErrorKind.Input, ZipOf("a.npy", Npy([rows, columns], []), Npy([rows, columns], []).Length, deflated: false), Reason);
        var array = Bytes.Of("\u0093\u0092", 0xD3, BigEndian(rows), 0xD3, BigEndian(columns), "\u00a7float32\u00c4\0");
        Bounded.Refused(ErrorKind.Input, folder.Write("c", Bytes.Of("\u0081\u00a1a\u00c7", array.Length, 1, array)), Reason);
        Bounded.Refused(
            ErrorKind.Input,
            Bytes.TorchZip(folder, Bytes.Dict("a.weight", Bytes.Tensor("0", 6, 0, [rows, columns], [0, 0])), ("0", new byte[24])),
            Reason);
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

    [Fact]
    public void A_tensor_without_elements_is_empty_in_every_container()
    {
        Assert.Contains("[0]", Bounded.Read(folder.Write("a", Bytes.Safetensors("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0))), StringComparison.Ordinal);
        Assert.Contains("[0]", Bounded.Read(folder.Write("b", Bytes.Of(1, 1, "a", 6, 1, 0))), StringComparison.Ordinal);
        Assert.Contains("[0]", Bounded.Read(folder.Write("c", Bytes.Of("\u0081\u00a1a\u00c7\u000d\u0001\u0093\u0091\0\u00a7float32\u00c4\0"))), StringComparison.Ordinal);
        Assert.Contains("[0]", Bounded.Read(ZipOf("a.npy", Deflate(Npy([0], [])), Npy([0], []).Length, deflated: true)), StringComparison.Ordinal);
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
    public void A_name_that_every_level_repeats_costs_no_more_than_it_is_long()
    {
        var prefix = string.Concat(Enumerable.Repeat("a.", 480));
        var entries = Enumerable.Range(0, 1_000).Select(i => $"\"{prefix}{i}.weight\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");

        Assert.Contains("999.weight", Bounded.Read(folder.Write("model", Bytes.Safetensors($"{{{string.Join(',', entries)}}}", 0))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_a_list_repeats_is_cut_short()
    {
        var list = Bytes.Of("X", BitConverter.GetBytes(16 << 20), new byte[16 << 20], "q\0", Repeat("h\0", 63));
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

    [Theory]
    [InlineData("\u001b[2J")]
    [InlineData("\u0007")]
    [InlineData("a\r\nPASSED")]
    [InlineData("\u009b31m")]
    [InlineData("\u202eweights")] // right to left
    [InlineData("\u200b")]
    public void A_name_with_control_characters_is_printed_safely_in_every_container(string name)
    {
        var utf8 = Encoding.UTF8.GetBytes(name);
        string escaped = $"\\u{(int)name.First(letter => letter > '\u007e' || letter < ' '):x4}";
        string json = string.Concat(name.Select(letter => $"\\u{(int)letter:x4}"));

        Assert.Contains(escaped, Bounded.Read(folder.Write("a", Bytes.Safetensors($"{{\"{json}\":{{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}}}", 4))), StringComparison.Ordinal);
        Assert.Contains(escaped, Bounded.Read(folder.Write("b", Bytes.Of(2, 1, "a", 0, 0, 1, utf8.Length, utf8, 0, 0, 1))), StringComparison.Ordinal);
        Assert.Contains(
            escaped, Bounded.Read(folder.Write("c", Bytes.Of(0x81, 0xA0 + utf8.Length, utf8, "\u00c7\u000d\u0001\u0093\u0091\0\u00a7float32\u00c4\0"))), StringComparison.Ordinal);
        Assert.Contains(escaped, Bounded.Read(ZipOf($"{name}.npy", Npy([1], new byte[4]), Npy([1], new byte[4]).Length, deflated: false)), StringComparison.Ordinal);
        Assert.Contains(
            escaped,
            Bounded.Read(Pickle(Bytes.Of("}X", BitConverter.GetBytes(utf8.Length), utf8, Bytes.Tensor("0", 1, 0, [1], [1]), "s"))),
            StringComparison.Ordinal);
    }

    /// <summary>Each layer would be named after the one before it, and counted.</summary>
    [Theory]
    [InlineData(20_000, "has more than 1000 layers")]
    [InlineData(100_000, "is too much for an architecture file")]
    public void An_architecture_that_uses_one_layer_without_end_is_refused(int layers, string reason)
    {
        string layer = """{"linear":"a","activation":"relu"}""";
        const string heads = """{"mean":{"linear":"a"},"logvar":{"linear":"a"}},"decoder":{"real":{"linear":"a"}}}""";
        string architecture = "{\"input_shape\":[1],\"encoder\":{\"layers\":[" + string.Join(',', Enumerable.Repeat(layer, layers)) + "]," + heads[1..];
        SafetensorsWriter.Write(
            folder["model"],
            [("a.weight", ElementType.Float32, [1, 1], new byte[4]), ("a.bias", ElementType.Float32, [1], new byte[4])],
            new Dictionary<string, string> { ["vae.architecture"] = architecture });

        Assert.Contains(reason, Bounded.Read(folder["model"]), StringComparison.Ordinal);
    }

    /// <summary>A matrix of 0 rows may claim any number of columns.</summary>
    [Fact]
    public void A_layer_without_elements_is_named()
    {
        (string, long[])[] tensors = [("fc1.weight", [0, 2_000_000_000]), ("fc1.bias", [0]), ("fc21.weight", [2, 0]), ("fc21.bias", [2]), ("fc22.weight", [2, 0]), ("fc22.bias", [2]),
            ("fc3.weight", [0, 2]), ("fc3.bias", [0]), ("fc4.weight", [2, 0]), ("fc4.bias", [2])];
        SafetensorsWriter.Write(
            folder["model"],
            tensors.Select(tensor => (tensor.Item1, ElementType.Float32, (IReadOnlyList<long>)tensor.Item2, (ReadOnlyMemory<byte>)new byte[4 * tensor.Item2.Aggregate((a, b) => a * b)])));

        Assert.Contains("fc1.weight [0, 2000000000] has no elements", Bounded.Read(folder["model"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ElementType.Float32, "0000c07f", "NaN")]
    [InlineData(ElementType.Float32, "000080ff", "-Infinity")]
    [InlineData(ElementType.Float16, "007e", "NaN")]
    [InlineData(ElementType.Float16, "007c", "Infinity")]
    [InlineData(ElementType.BFloat16, "c07f", "NaN")]
    [InlineData(ElementType.BFloat16, "80ff", "-Infinity")]
    [InlineData(ElementType.Float64, "000000000000f87f", "NaN")]
    [InlineData(ElementType.Float64, "000000000000f0ff", "-Infinity")]
    public void A_weight_that_is_NaN_or_infinite_is_named_in_every_precision(ElementType type, string hex, string shown)
    {
        string[] names = ["fc1", "fc21", "fc22", "fc3", "fc4"];
        byte[] Value(string name) => name == "fc22" ? Convert.FromHexString(hex) : new byte[hex.Length / 2];
        SafetensorsWriter.Write(
            folder["model"],
            names.SelectMany(name => new[]
            {
                ($"{name}.weight", type, (IReadOnlyList<long>)[1, 1], (ReadOnlyMemory<byte>)Value(name)),
                ($"{name}.bias", type, (IReadOnlyList<long>)[1], (ReadOnlyMemory<byte>)new byte[hex.Length / 2]),
            }));

        Assert.Contains($"fc22.weight is not finite: {shown} at [0, 0]", Bounded.Read(folder["model"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_off_while_it_is_read_is_read_as_it_was()
    {
        string path = folder.Write("model", Bytes.Safetensors("""{"a":{"dtype":"F32","shape":[1000000],"data_offsets":[0,4000000]}}""", 4_000_000));
        using var checkpoint = Checkpoint.Open(path);

        using (var file = File.OpenWrite(path)) file.SetLength(10);

        Assert.Equal(4_000_000, checkpoint.Tensors[0].ReadBytes().Span.Count((byte)0));
    }

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    private string Pickle(byte[] opcodes) => Bytes.TorchZip(folder, Bytes.Of(0x80, 4, opcodes, "."), ("0", new byte[4]));

    private string ZipOf(string name, byte[] data, long length, bool deflated) => folder.Write("model", new ZipImage().Add(name, data, length, deflated).ToBytes());

    /// <summary>A .npy file of float32.</summary>
    private static byte[] Npy(long[] shape, byte[] data)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Concat(shape.Select(size => $"{size},"))}), }}\n";
        return Bytes.Of("\u0093NUMPY\u0001\0", BitConverter.GetBytes((ushort)header.Length), header, data);
    }

    /// <summary>A deflated .npy file of so many megabytes of zeros, header included: one stretch, over and over.</summary>
    private static byte[] Zeros(int megabytes)
    {
        var first = Npy([(megabytes * 250_000) - 50], []);
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

    private static byte[] Deflate(byte[] content)
    {
        using var deflated = new MemoryStream();
        using (var stream = new DeflateStream(deflated, CompressionLevel.Optimal)) stream.Write(content);
        return deflated.ToArray();
    }

    private static byte[] BigEndian(long value) => [.. BitConverter.GetBytes(value).Reverse()];

    private static byte[] Leb128(long value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
