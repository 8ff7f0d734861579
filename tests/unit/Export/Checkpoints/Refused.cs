using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>What every refusal has in common.</summary>
internal static class Refused
{
    /// <summary>The file is refused with the kind and the words, and nothing in it was run.</summary>
    public static void With(ErrorKind kind, string path, params string[] words)
    {
        var error = Assert.Throws<VaeOnnxException>(() => Checkpoint.Open(path).Dispose());

        Assert.Equal(kind, error.Kind);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        foreach (var word in words)
            Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("EVIL_RAN"));
    }

    public static void Input(string path, params string[] words) => With(ErrorKind.Input, path, words);

    public static void Unsupported(string path, params string[] words) => With(ErrorKind.Unsupported, path, words);
}
