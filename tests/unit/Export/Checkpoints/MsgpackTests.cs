namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

public sealed class MsgpackTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("\u0081\u00a1a\u00dd\u00ff\u00ff\u00ff\u00ff", "claims 4294967295 values")]
    [InlineData("\u0081\u00a1a\u00df\u00ff\u00ff\u00ff\u00ff", "claims 4294967295 values")]
    [InlineData("\u0081\u00a1a\u00db\u00ff\u00ff\u00ff\u00ff", "claims 4294967295 bytes")]
    [InlineData("\u0081\u00a1a\u00c6\u00ff\u00ff\u00ff\u00ff", "bytes takes 4294967295 bytes")]
    [InlineData("\u0081\u00a1a\u00c9\u00ff\u00ff\u00ff\u00ff\u0001", "an extension takes 4294967295 bytes")]
    [InlineData("\u0081\u00a1a\u00c1", "0xc1")]
    [InlineData("\u0081\u00a1a\u00a2\u00ff\u00ff", "not UTF-8")]
    [InlineData("\u0082\u00a1a\u0001\u00a1a\u0002", "'a' twice")]
    [InlineData("\u0082\u00a1a\u0001\u00c0\u0002", "neither text nor a number")]
    [InlineData("\u0081\u00a1a\u0001\u0001", "1 bytes after its last value")]
    [InlineData("\u0081\u00a1a\u0001", "holds no tensors")]
    [InlineData("\u0081\u00a1a\u00d4\u0001\u0001", "not (shape, dtype, bytes)")]
    [InlineData("\u0081\u00a1a\u00c7\u000e\u0001\u0093\u0091\u0002\u00a7float32\u00c4\u0001\u0000", "takes 8 bytes, 1 are there")]
    [InlineData("\u0081\u00a1a\u00c7\u0013\u0001\u0093\u0091\u00d3\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00a5int32\u00c4\u0000", "negative dimension")]
    [InlineData("\u0081\u00a1a\u0082\u00b9__msgpack_chunked_array__\u00c3\u00a1b\u0001", "without shape or chunks")]
    public void A_broken_file_is_refused_with_its_reason(string content, string reason) =>
        Refused.Input(folder.Write("model", Bytes.Of(content)), reason);

    [Theory]
    [InlineData("\u0081\u00a1a\u00d4\u0009\u0001", "extension 9")]
    [InlineData("\u0081\u00a1a\u00c7\u0010\u0001\u0093\u0090\u00a9complex64\u00c4\u0002\u0000\u0000", "'complex64'")]
    public void What_is_not_read_is_named(string content, string name) =>
        Refused.Unsupported(folder.Write("model", Bytes.Of(content)), name);

    [Fact]
    public void Lists_nested_without_end_are_refused() =>
        Refused.Input(folder.Write("model", Bytes.Of("\u0081\u00a1a", new string('\u0091', 100_000), 1)), "nested more than 64 deep");

    [Fact]
    public void Arrays_nested_in_arrays_without_end_are_refused()
    {
        var value = Bytes.Of(1);
        for (var i = 0; i < 100; i++)
            value = Bytes.Of(0xC8, (value.Length + 1) >> 8, (value.Length + 1) & 0xFF, 1, 0x91, value);

        Refused.Input(folder.Write("model", Bytes.Of("\u0081\u00a1a", value)), "nested more than 64 deep");
    }

    public void Dispose() => folder.Dispose();
}
