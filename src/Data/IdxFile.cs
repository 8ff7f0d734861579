using System.Buffers.Binary;
using System.IO.Compression;
using VaeOnnx.Inference;

namespace VaeOnnx.Data;

/// <summary>
/// Reads the idx files of MNIST (yann.lecun.com/exdb/mnist): two zero bytes, the type, the number of dimensions, the sizes as
/// big-endian int32, then the elements. Unsigned bytes are read, plain or in gzip.
/// </summary>
public static class IdxFile
{
    private const byte UnsignedByte = 0x08;
    private const int MaxRank = 8;

    // In gzip, a file of 4 kB can claim as many and hold them.
    private const int MostLabels = 1 << 22;

    /// <summary>True if the bytes begin as an idx file or a gzip file does.</summary>
    public static bool Matches(ReadOnlySpan<byte> start) =>
        IsGzip(start) || (start.Length >= 4 && start[0] == 0 && start[1] == 0 && start[2] is >= UnsignedByte and <= 0x0E && start[3] is > 0 and <= MaxRank);

    /// <summary>Opens a file of pictures; bytes become greys in [0, 1] by division by 255.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: not an idx file, or cut off. <see cref="ErrorKind.Unsupported"/>: elements that are not bytes.</exception>
    public static DataRows Open(string path)
    {
        Stream? stream = null;
        try
        {
            stream = Content(path, out bool plain);
            var sizes = ReadHeader(stream, path, out int headerLength);
            if (sizes.Length < 2)
                throw Broken(path, $"has {sizes.Length} dimension, which is a file of labels; expected pictures");
            long bytes = sizes.Aggregate(1L, (product, size) => product * size);
            if (plain && stream.Length != headerLength + bytes)
                throw Broken(path, $"({string.Join(", ", sizes)}) takes {bytes} bytes, {stream.Length - headerLength} are there");
            var rows = new StreamRows(stream, ElementType.UInt8, divisor: 255) { Source = path, Count = sizes[0], Shape = sizes[1..], Pictures = true };
            stream = null;
            return rows;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
        }
        finally
        {
            stream?.Dispose();
        }
    }

    /// <summary>Reads a file of labels.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: not an idx file of one dimension, or cut off.</exception>
    public static byte[] ReadLabels(string path)
    {
        try
        {
            using var stream = Content(path, out _);
            var sizes = ReadHeader(stream, path, out _);
            if (sizes.Length != 1)
                throw Broken(path, $"has {sizes.Length} dimensions; expected labels, which have one");
            // In parts: the size is the file's claim, and gzip does not say how long it is.
            var labels = new MemoryStream();
            var part = new byte[1 << 16];
            for (int read; labels.Length <= sizes[0] && (read = stream.Read(part)) > 0;)
            {
                labels.Write(part, 0, read);
                if (labels.Length > MostLabels) throw Broken(path, $"holds more than {MostLabels} labels");
            }

            string there = labels.Length > sizes[0] ? "more" : $"{labels.Length}";
            return labels.Length == sizes[0] ? labels.ToArray() : throw Broken(path, $"says {sizes[0]} labels, {there} are there");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
        }
    }

    private static Stream Content(string path, out bool plain)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        Span<byte> start = stackalloc byte[2];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        plain = !IsGzip(start[..read]);
        return plain ? file : new GZipStream(file, CompressionMode.Decompress);
    }

    private static long[] ReadHeader(Stream stream, string path, out int length)
    {
        Span<byte> bytes = stackalloc byte[4 * MaxRank];
        var magic = bytes[..4];
        if (stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4 || !Matches(magic) || IsGzip(magic))
            throw Broken(path, "is no idx file");
        if (magic[2] != UnsignedByte)
            throw new VaeOnnxException(ErrorKind.Unsupported, $"{path}: has elements of type 0x{magic[2]:x2}; unsigned bytes (0x08) are read.");

        var sizes = new long[magic[3]];
        length = 4 + (4 * sizes.Length);
        var dimensions = bytes[..(4 * sizes.Length)];
        if (stream.ReadAtLeast(dimensions, dimensions.Length, throwOnEndOfStream: false) < dimensions.Length)
            throw Broken(path, "is cut off inside its sizes");
        long elements = 1;
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(dimensions[(4 * i)..]);
            if (sizes[i] < 0 || (i > 0 && sizes[i] is 0 or > 1 << 20))
                throw Broken(path, $"claims a size of {sizes[i]}");
            if (sizes[i] > 0 && elements > long.MaxValue / sizes[i])
                throw Broken(path, "claims more elements than can be counted");
            elements *= Math.Max(sizes[i], 1);
        }

        return sizes;
    }

    private static bool IsGzip(ReadOnlySpan<byte> start) => start.Length >= 2 && start[0] == 0x1F && start[1] == 0x8B;

    private static VaeOnnxException Broken(string path, string what) => new(ErrorKind.Input, $"{path}: {what}.");
}
