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
    public static IReadOnlyDictionary<string, NpyArray> Read(string path) => Read(path, _ => true);

    /// <summary>The names of the arrays, in the order of the file.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: the file cannot be read, or is no .npz file.</exception>
    internal static IReadOnlyList<string> Names(string path)
    {
        using var archive = Open(path);
        return [.. archive.Entries.Select(entry => Name(entry, path))];
    }

    /// <summary>Reads those arrays whose names are wanted; of the others not even the type has to be known.</summary>
    /// <inheritdoc cref="Read(string)"/>
    internal static IReadOnlyDictionary<string, NpyArray> Read(string path, Func<string, bool> wanted)
    {
        try
        {
            using var archive = Open(path);
            EnsureInProportion(archive, path);
            var arrays = new OrderedDictionary<string, NpyArray>(StringComparer.Ordinal);
            foreach (var entry in archive.Entries)
            {
                string name = Name(entry, path), where = Where(entry, path);
                if (!wanted(name)) continue;
                using var stream = new ChecksumStream(entry.Open());
                if (!arrays.TryAdd(name, NpyArray.Read(stream, entry.Length, where)))
                    throw new VaeOnnxException(ErrorKind.Input, $"{where}: is there twice");
                if (entry.Crc32 != 0 && stream.Checksum != entry.Crc32) // 0 where the writer left it out.
                    throw new VaeOnnxException(ErrorKind.Input, $"{where}: is damaged: its checksum is not that of its bytes; copy or download the file again");
            }

            return arrays;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static ZipArchive Open(string path)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static string Where(ZipArchiveEntry entry, string path) => $"{path}, {PrintableName.Of(entry.FullName)}";

    private static string Name(ZipArchiveEntry entry, string path) => entry.FullName.EndsWith(Extension, StringComparison.Ordinal)
        ? entry.FullName[..^Extension.Length]
        : throw new VaeOnnxException(ErrorKind.Input, $"{Where(entry, path)}: is no .npy array");

    private static VaeOnnxException Unreadable(string path, Exception error) =>
        new(ErrorKind.Input, $"{path}: cannot be read as .npz: {PrintableName.Of(error.Message)}", error);

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
