using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference;

/// <summary>Asserts that an action is refused on purpose, with a message that holds the essential words.</summary>
internal static class Refusal
{
    public static VaeOnnxException Of(ErrorKind kind, Action action, params string[] words)
    {
        var error = Assert.ThrowsAny<VaeOnnxException>(action);
        Assert.Equal(kind, error.Kind);
        foreach (string word in words)
            Assert.Contains(word, error.Message, StringComparison.Ordinal);
        return error;
    }
}
