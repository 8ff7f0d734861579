using System.Text;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>What every container may claim of a tensor: sizes, names and numbers that do harm are refused, or harmless, and cost neither time nor memory.</summary>
public sealed class HostileFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

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
        Bounded.Refused(ErrorKind.Input, ZipImage.Write(folder, "a.npy", Bytes.Npy([rows, columns], []), Bytes.Npy([rows, columns], []).Length, deflated: false), Reason);
        var array = Bytes.Of("\u0093\u0092", 0xD3, BigEndian(rows), 0xD3, BigEndian(columns), "\u00a7float32\u00c4\0");
        Bounded.Refused(ErrorKind.Input, folder.Write("c", Bytes.Of("\u0081\u00a1a\u00c7", array.Length, 1, array)), Reason);
        Bounded.Refused(
            ErrorKind.Input,
            Bytes.TorchZip(folder, Bytes.Dict("a.weight", Bytes.Tensor("0", 6, 0, [rows, columns], [0, 0])), ("0", new byte[24])),
            Reason);
    }

    [Fact]
    public void A_tensor_without_elements_is_empty_in_every_container()
    {
        Assert.Contains("[0]", Bounded.Read(folder.Write("a", Bytes.Safetensors("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0))), StringComparison.Ordinal);
        Assert.Contains("[0]", Bounded.Read(folder.Write("b", Bytes.Of(1, 1, "a", 6, 1, 0))), StringComparison.Ordinal);
        Assert.Contains("[0]", Bounded.Read(folder.Write("c", Bytes.Of("\u0081\u00a1a\u00c7\u000d\u0001\u0093\u0091\0\u00a7float32\u00c4\0"))), StringComparison.Ordinal);
        Assert.Contains("[0]", Bounded.Read(ZipImage.Write(folder, "a.npy", Bytes.Deflate(Bytes.Npy([0], [])), Bytes.Npy([0], []).Length, deflated: true)), StringComparison.Ordinal);
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
        Assert.Contains(escaped, Bounded.Read(ZipImage.Write(folder, $"{name}.npy", Bytes.Npy([1], new byte[4]), Bytes.Npy([1], new byte[4]).Length, deflated: false)), StringComparison.Ordinal);
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

    private string Pickle(byte[] opcodes) => Bytes.TorchZip(folder, Bytes.Of(0x80, 4, opcodes, "."), ("0", new byte[4]));

    private static byte[] BigEndian(long value) => [.. BitConverter.GetBytes(value).Reverse()];

    private static byte[] Leb128(long value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
