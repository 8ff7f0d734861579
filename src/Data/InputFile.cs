using VaeOnnx.Inference;

namespace VaeOnnx.Data;

/// <summary>Opens what a user names for reading.</summary>
internal static class InputFile
{
    /// <summary>
    /// Opens a regular file. A pipe or a device has no length and is refused before it is opened, since opening one can
    /// wait for ever.
    /// </summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: it does not exist, is no file with content, or cannot be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw Refused(path, "is a folder; give the file itself");
            var file = new FileInfo(path);
            if (file.LinkTarget is not null)
            {
                file = (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
                if (!file.Exists) throw Refused(path, "is a link to nothing, or a pipe; give the file itself");
            }

            if (!file.Exists) throw Refused(path, "does not exist");
            if (file.Length == 0) throw Refused(path, "is empty (0 bytes), or a pipe or a device; give a file that was saved or copied whole");
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
        }
    }

    private static VaeOnnxException Refused(string path, string what) => new(ErrorKind.Input, $"{path}: {what}");
}
