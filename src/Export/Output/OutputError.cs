using VaeOnnx.Inference;

namespace VaeOnnx.Export.Output;

/// <summary>The system's refusals, as the user is told them.</summary>
internal static class OutputError
{
    public static bool IsOfTheSystem(Exception error) => error is IOException or UnauthorizedAccessException;

    public static VaeOnnxException At(string shown, Exception error) => new(
        ErrorKind.Output,
        $"{shown}: cannot be written: {error.Message.TrimEnd('.')}. Check permissions and free space, or give another folder.",
        error);
}
