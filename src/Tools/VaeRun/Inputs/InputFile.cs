using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Pictures;

namespace VaeOnnx.Tools.VaeRun.Inputs;

/// <summary>Opens whatever the user names, told by its content.</summary>
internal static class InputFile
{
    /// <param name="path">A folder of pictures, an idx file or a .npy file.</param>
    /// <param name="shape">What pictures of a folder have to be.</param>
    public static DataRows Open(string path, Func<PictureShape> shape)
    {
        if (Directory.Exists(path)) return PictureFolder.Open(path, shape());
        var start = Start(path);
        if (NpyHeader.Matches(start)) return NpyRows.Open(path);
        if (IdxFile.Matches(start)) return IdxFile.Open(path);
        throw new VaeOnnxException(ErrorKind.Input, $"{path}: is no folder of pictures, no idx file (plain or gzip) and no .npy file.");
    }

    private static byte[] Start(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var start = new byte[8];
            return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
        }
    }
}
