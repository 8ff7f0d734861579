using VaeOnnx.Export;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export;

/// <summary>Every file of fixtures/formats/refuse through the exporter: its exit code, the words of its message, and nothing written.</summary>
public sealed class RefusedFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, ErrorKind, string> Files => new()
    {
        { "empty.pt", ErrorKind.Input, "is empty" },
        { "evil.pt", ErrorKind.Input, "posix.system" },
        { "evil_legacy.pt", ErrorKind.Input, "posix.system" },
        { "huge_dimension.bin", ErrorKind.Input, "fc1.weight" },
        { "huge_header.safetensors", ErrorKind.Input, "header" },
        { "mismatched_shapes.pt", ErrorKind.Input, "expected [" },
        { "missing_bias_of_logvar.pt", ErrorKind.Input, "the tensor fc22.bias is missing" },
        { "more_entries_than_data.bin", ErrorKind.Input, "entries" },
        { "nan_weight.pt", ErrorKind.Input, "is not finite: NaN at [" },
        { "torchscript.pt", ErrorKind.Unsupported, "TorchScript" },
        { "trailing.bin", ErrorKind.Input, "bytes" },
        { "trailing.safetensors", ErrorKind.Input, "bytes" },
        { "truncated.bin", ErrorKind.Input, "cut off" },
        { "truncated.msgpack", ErrorKind.Input, "cut off" },
        { "truncated.pt", ErrorKind.Input, "its directory is not at the end" },
        { "truncated.safetensors", ErrorKind.Input, "its tensors take 155040 bytes" },
        { "unknown_dtype.bin", ErrorKind.Input, "77" },
        { "unknown_extra_layer.pt", ErrorKind.Input, "no layer of the model uses" },
        { "whole_module.pt", ErrorKind.Unsupported, "torch.nn.modules" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_cannot_be_exported_says_why(string name, ErrorKind kind, string words)
    {
        var error = Assert.Throws<VaeOnnxException>(() => VaeExporter.Export(Fixtures.Path("formats", "refuse", name), folder["onnx"]));

        Assert.Equal(kind, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.False(File.Exists("EVIL_RAN"));
    }

    [Fact]
    public void Every_file_of_the_folder_has_its_message()
    {
        var files = Directory.EnumerateFiles(Fixtures.Path("formats", "refuse")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

        Assert.Equal(files, Files.Select(row => (string)row[0]).Order(StringComparer.Ordinal));
        Assert.Equal(Files.Count, Files.Select(row => Message((string)row[0])).Distinct().Count());
    }

    private string Message(string name)
    {
        var error = Assert.Throws<VaeOnnxException>(() => VaeExporter.Export(Fixtures.Path("formats", "refuse", name), folder["onnx"]));
        return error.Message.Replace(name, "", StringComparison.Ordinal);
    }
}
