using System.IO.Compression;
using VaeOnnx.Inference;

namespace VaeOnnx.Data;

/// <summary>.npz files: a zip archive of named .npy files.</summary>
public static class Npz
{
    private const string Extension = ".npy";

    // Pictures of two colours pack to a fiftieth; a deflated archive of zeros, to a thousandth.
    private const long MostUnpacked = 100;
    private const long Beside = 32 << 20;

    /// <summary>Reads every array, in the order of the file.</summary>
    /// <exception cref="VaeOnnxException">The file cannot be read, is no .npz file, or holds an array of an unknown type.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            EnsureInProportion(archive, path);
            var arrays = new OrderedDictionary<string, NpyArray>(StringComparer.Ordinal);
            foreach (var entry in archive.Entries)
            {
                var where = $"{path}, {PrintableName.Of(entry.FullName)}";
                if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
                    throw new VaeOnnxException(ErrorKind.Input, $"{where}: is no .npy array");

                using var stream = entry.Open();
                if (!arrays.TryAdd(entry.FullName[..^Extension.Length], NpyArray.Read(stream, entry.Length, where)))
                    throw new VaeOnnxException(ErrorKind.Input, $"{where}: is there twice");
            }

            return arrays;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read as .npz: {PrintableName.Of(e.Message)}", e);
        }
    }

    /// <summary>Before anything of a size that the archive claims is allocated.</summary>
    private static void EnsureInProportion(ZipArchive archive, string path)
    {
        Int128 claimed = 0;
        foreach (var entry in archive.Entries)
            claimed += entry.Length;
        long length = new FileInfo(path).Length;
        if (claimed > ((Int128)length * MostUnpacked) + Beside)
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: claims to unpack from {length} to {claimed} bytes; save the arrays uncompressed, with numpy.savez");
    }

    /// <summary>Writes a .npz file. Equal arrays in equal order give equal bytes (compressed: with one version of .NET).</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="arrays">Names, without <c>.npy</c>, and arrays; each name once.</param>
    /// <param name="compressed">Whether the arrays are deflated.</param>
    /// <exception cref="VaeOnnxException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, NpyArray>> arrays, bool compressed = false)
    {
        WholeFile.Write(path, stream =>
        {
            using var zip = new ZipWriter(stream);
            foreach (var (name, array) in arrays)
            {
                using var content = new MemoryStream();
                array.Write(content);
                zip.Add(name + Extension, content.GetBuffer().AsSpan(0, (int)content.Length), compressed);
            }

            zip.Finish();
        });
    }
}
