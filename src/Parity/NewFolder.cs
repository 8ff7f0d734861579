using VaeOnnx.Inference;

namespace VaeOnnx.Parity;

/// <summary>A folder that is written beside its place and moved there when it is whole.</summary>
internal static class NewFolder
{
    /// <param name="directory">The place; absent or empty.</param>
    /// <param name="write">Fills the folder it is given.</param>
    /// <exception cref="VaeOnnxException">Something is there already, or the folder cannot be written.</exception>
    public static void Write(string directory, Action<string> write)
    {
        if (File.Exists(directory) || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any()))
        {
            throw new VaeOnnxException(ErrorKind.Usage, $"{directory}: something is there already. Give a new folder.");
        }

        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var staging = $"{place}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(staging);
            write(staging);
            if (Directory.Exists(place)) Directory.Delete(place);
            Directory.Move(staging, place);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Output, $"{directory}: cannot be written: {error.Message}", error);
        }
        finally
        {
            if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        }
    }
}
