using VaeOnnx.Inference;

namespace VaeOnnx.Data;

/// <summary>Writing that never leaves half a file: a temporary file beside the target, then a rename.</summary>
public static class WholeFile
{
    /// <summary>Writes a file, or leaves an existing one untouched if that fails.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="VaeOnnxException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = File.Create(temporary))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Output, $"{path}: cannot be written: {e.Message}", e);
        }
        finally
        {
            // Gone already if the rename succeeded; File.Delete is content with that.
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }
}
