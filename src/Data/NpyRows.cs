using VaeOnnx.Inference;

namespace VaeOnnx.Data;

/// <summary>Reads and writes .npy files a few rows at a time; the first dimension counts the rows.</summary>
public static class NpyRows
{
    private const int BufferSize = 1 << 16;

    /// <summary>Opens a file whose elements are read as float32.</summary>
    /// <exception cref="VaeOnnxException">
    /// <see cref="ErrorKind.Input"/>: not a .npy file, cut off, or of no rows. <see cref="ErrorKind.Unsupported"/>: in Fortran's order, or of an unknown type.
    /// </exception>
    public static DataRows Open(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
            var rows = Open(file, path);
            file = null;
            return rows;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Writes a float32 file, or leaves an existing one untouched if that fails.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="shape">Shape of the whole array, rows first.</param>
    /// <param name="write">Writes all rows, in any number of parts.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<long> shape, Action<Stream> write)
    {
        var header = new NpyHeader(ElementType.Float32, FortranOrder: false, shape, DataOffset: 0);
        WholeFile.Write(path, stream =>
        {
            stream.Write(header.ToBytes());
            long start = stream.Position;
            write(stream);
            if (stream.Position - start != header.ByteCount)
                throw new InvalidOperationException($"{stream.Position - start} bytes were written to {path}, {header.ByteCount} announced.");
        });
    }

    private static StreamRows Open(FileStream file, string path)
    {
        var start = new byte[Math.Min(file.Length, NpyHeader.MaxLength)];
        file.ReadExactly(start);
        var header = NpyHeader.Parse(start, path);
        if (header.FortranOrder && header.Shape.Count > 1)
            throw new VaeOnnxException(ErrorKind.Unsupported, $"{path}: is in Fortran's order; save it with numpy.ascontiguousarray.");
        if (header.ByteCount != file.Length - header.DataOffset)
        {
            throw new VaeOnnxException(
                ErrorKind.Input, $"{path}: {header.Type} ({string.Join(", ", header.Shape)}) takes {header.ByteCount} bytes, {file.Length - header.DataOffset} are there.");
        }

        if (header.Shape.Count < 2)
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: has the shape ({string.Join(", ", header.Shape)}), expected rows of data, (N, …).");
        file.Position = header.DataOffset;
        return new(file, header.Type, divisor: 1) { Source = path, Count = header.Shape[0], Shape = [.. header.Shape.Skip(1)], Pictures = false };
    }
}
