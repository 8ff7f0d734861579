using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference;

public class OnnxMetadataTests
{
    private static readonly byte[] Head = [.. OnnxBytes.Varint(1, 8), .. OnnxBytes.Bytes(7, [1, 2, 3])];

    [Fact]
    public void The_entries_of_a_model_are_read()
    {
        var entries = Read(OnnxBytes.Model(Metadata.Encoder.ToEntries()));

        Assert.Equal(Metadata.Encoder, VaeMetadata.Parse(entries, "encoder.onnx"));
    }

    [Fact]
    public void A_model_without_entries_has_none() => Assert.Empty(Read(Head));

    [Fact]
    public void Fields_of_every_kind_are_passed_over()
    {
        byte[] fixed64 = [((99 << 3) & 0x7F) | 1 | 0x80, 99 >> 4, 1, 2, 3, 4, 5, 6, 7, 8];
        byte[] fixed32 = [((99 << 3) & 0x7F) | 5 | 0x80, 99 >> 4, 1, 2, 3, 4];

        var entries = Read([.. Head, .. fixed64, .. OnnxBytes.Varint(98, ulong.MaxValue), .. fixed32, .. OnnxBytes.Entry("a", "ä")]);

        Assert.Equal("ä", entries["a"]);
    }

    [Fact]
    public void A_graph_of_gigabytes_costs_a_few_reads()
    {
        const long graph = 2_000_000_000;
        byte[] head = [.. OnnxBytes.Varint(1, 8), .. OnnxBytes.LengthOnly(7, graph)];
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (var file = File.Create(path))
            {
                file.Write(head);
                file.Position += graph; // a hole: no disk is used
                file.Write(OnnxBytes.Entry("vae.format", "1"));
            }

            using var counting = new CountingStream(path);

            Assert.Equal("1", OnnxMetadata.Read(counting, path)["vae.format"]);
            Assert.InRange(counting.BytesRead, 1, 100);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_key_that_stands_twice_is_refused() =>
        Refused([.. Head, .. OnnxBytes.Entry("vae.pair", "a"), .. OnnxBytes.Entry("vae.pair", "b")], "damaged", "'vae.pair' stands twice");

    [Fact]
    public void A_graph_that_claims_more_than_the_file_holds_is_refused() =>
        Refused([.. OnnxBytes.Varint(1, 8), .. OnnxBytes.LengthOnly(7, 1000), 1, 2], "cut short or damaged", "1000 bytes", "2 are left");

    [Fact]
    public void A_length_of_nearly_two_to_the_64_is_refused() =>
        Refused([.. OnnxBytes.Varint(1, 8), .. OnnxBytes.LengthOnly(14, ulong.MaxValue)], "damaged", "18446744073709551615 bytes");

    [Fact]
    public void An_entry_that_claims_more_than_it_holds_is_refused() =>
        Refused([.. Head, .. OnnxBytes.Bytes(14, [.. OnnxBytes.LengthOnly(1, 50), (byte)'a'])], "damaged", "50 bytes");

    [Fact]
    public void Metadata_larger_than_any_that_is_known_is_refused() =>
        Refused([.. Head, .. OnnxBytes.Bytes(14, new byte[(16 << 20) + 1])], "damaged", "16777217 bytes");

    [Fact]
    public void Text_that_is_not_utf8_is_refused() =>
        Refused([.. Head, .. OnnxBytes.Bytes(14, OnnxBytes.Bytes(1, [0xFF, 0xFE]))], "damaged");

    [Fact]
    public void A_number_longer_than_64_bits_is_refused() =>
        Refused([.. Head, 5 << 3, .. Enumerable.Repeat((byte)0x80, 10), 1], "damaged", "64 bits");

    [Fact]
    public void A_group_is_refused() => Refused([.. Head, (9 << 3) | 3], "damaged", "wire type 3");

    [Fact]
    public void A_field_zero_is_refused() => Refused([.. Head, 0, 0], "damaged", "number 0");

    [Fact]
    public void A_model_cut_anywhere_is_refused_or_read_never_worse()
    {
        byte[] model = OnnxBytes.Model(Metadata.Encoder.ToEntries());
        for (int length = 0; length < model.Length; length++)
        {
            try
            {
                Read(model[..length]);
            }
            catch (VaeOnnxException error)
            {
                Assert.Equal(ErrorKind.Input, error.Kind);
            }
        }
    }

    [Fact]
    public void Random_bytes_are_refused_or_read_never_worse()
    {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = [.. Head, .. new byte[random.Next(64)]];
            random.NextBytes(bytes.AsSpan(random.Next(Head.Length + 1)));
            try
            {
                Read(bytes);
            }
            catch (VaeOnnxException error)
            {
                Assert.Equal(ErrorKind.Input, error.Kind);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello, this is text\n")]
    [InlineData("PK\u0003\u0004 a zip file, as PyTorch writes")]
    public void A_file_of_another_kind_is_told_to_be_no_ONNX_model(string content) =>
        Refused(System.Text.Encoding.UTF8.GetBytes(content), "model.bin", "not an ONNX model");

    [Fact]
    public void A_message_without_a_graph_is_told_to_be_no_ONNX_model() => Refused(OnnxBytes.Varint(1, 8), "not an ONNX model");

    [Fact]
    public void A_missing_file_is_refused_with_its_path() =>
        Refusal.Of(ErrorKind.Input, () => OnnxMetadata.Read("/no/such/encoder.onnx"), "/no/such/encoder.onnx", "cannot be read");

    [Fact]
    public void A_folder_is_refused_with_its_path() =>
        Refusal.Of(ErrorKind.Input, () => OnnxMetadata.Read(Path.GetTempPath()), Path.GetTempPath(), "cannot be read");

    private static IReadOnlyDictionary<string, string> Read(byte[] bytes) => OnnxMetadata.Read(new MemoryStream(bytes), "model.bin");

    private static void Refused(byte[] bytes, params string[] words) => Refusal.Of(ErrorKind.Input, () => Read(bytes), words);

    private sealed class CountingStream(string path) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0)
    {
        public long BytesRead { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Counted(base.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Counted(base.Read(buffer));

        public override int ReadByte()
        {
            BytesRead++;
            return base.ReadByte();
        }

        private int Counted(int count)
        {
            BytesRead += count;
            return count;
        }
    }
}
