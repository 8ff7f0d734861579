using System.Runtime.InteropServices;
using VaeOnnx.Inference;

namespace VaeOnnx.Data;

/// <summary>One array of a .npy file: type, shape and the elements in row-major order.</summary>
public sealed class NpyArray
{
    /// <summary>Makes an array from its parts.</summary>
    /// <param name="type">Type of the elements.</param>
    /// <param name="shape">The dimensions; empty for a scalar.</param>
    /// <param name="data">Row-major little-endian elements; kept, not copied.</param>
    /// <exception cref="ArgumentException">The bytes are not as many as type and shape say.</exception>
    public NpyArray(ElementType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        var header = new NpyHeader(type, FortranOrder: false, [.. shape], DataOffset: 0);
        if (header.ByteCount != data.Length)
            throw new ArgumentException($"{type} ({string.Join(", ", shape)}) takes {header.ByteCount} bytes, not {data.Length}.", nameof(data));

        Header = header;
        Data = data;
    }

    /// <summary>Type of the elements.</summary>
    public ElementType Type => Header.Type;

    /// <summary>The dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => Header.Shape;

    /// <summary>Number of elements.</summary>
    public int Count => (int)Header.Count;

    /// <summary>Row-major little-endian elements.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    private NpyHeader Header { get; }

    /// <summary>Makes a float32 array.</summary>
    public static NpyArray Of(ReadOnlySpan<float> values, params long[] shape) =>
        new(ElementType.Float32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Makes a float64 array.</summary>
    public static NpyArray Of(ReadOnlySpan<double> values, params long[] shape) =>
        new(ElementType.Float64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Makes an int64 array.</summary>
    public static NpyArray Of(ReadOnlySpan<long> values, params long[] shape) =>
        new(ElementType.Int64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Reads a .npy file.</summary>
    /// <exception cref="VaeOnnxException">The file cannot be read or is no .npy file of a known type.</exception>
    public static NpyArray Read(string path)
    {
        try
        {
            using var stream = new BufferedStream(InputFile.Open(path));
            return Read(stream, stream.Length, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a .npy file from a stream, which must end with the array.</summary>
    /// <param name="stream">The file, from its first byte on.</param>
    /// <param name="length">How many bytes the stream holds: the array must take exactly as many.</param>
    /// <param name="where">What error messages call the file.</param>
    /// <exception cref="VaeOnnxException">It is no .npy file of a known type, or its length does not match its shape.</exception>
    public static NpyArray Read(Stream stream, long length, string where)
    {
        var start = new byte[Math.Min(length, NpyHeader.MaxLength)];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var header = NpyHeader.Parse(start.AsSpan(0, read), where);

        // Before anything of the claimed size is allocated.
        if (header.ByteCount != length - header.DataOffset)
        {
            throw new VaeOnnxException(ErrorKind.Input,
                $"{where}: {header.Type} ({string.Join(", ", header.Shape)}) takes {header.ByteCount} bytes, {length - header.DataOffset} are there");
        }

        if (header.ByteCount > Array.MaxLength)
            throw new VaeOnnxException(ErrorKind.Unsupported, $"{where}: the array takes {header.ByteCount} bytes; at most {Array.MaxLength} are read into memory");

        var data = new byte[header.ByteCount];
        var beginning = start.AsSpan(header.DataOffset, read - header.DataOffset);
        beginning.CopyTo(data);
        var rest = data.AsSpan(beginning.Length);
        if (stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false) < rest.Length)
            throw new VaeOnnxException(ErrorKind.Input, $"{where}: is cut off inside its elements");

        return new NpyArray(header.Type, header.Shape, header.FortranOrder ? FortranOrder.ToRowMajor(data, header) : data);
    }

    /// <summary>Writes a .npy file, or leaves an existing one untouched if that fails.</summary>
    /// <exception cref="VaeOnnxException">The file cannot be written.</exception>
    public void Write(string path) => WholeFile.Write(path, Write);

    /// <summary>Writes the .npy file to a stream. Equal arrays give equal bytes.</summary>
    public void Write(Stream stream)
    {
        stream.Write(Header.ToBytes());
        stream.Write(Data.Span);
    }

    /// <summary>The elements as float32, row-major: float64 and wide integers round to nearest.</summary>
    public float[] AsSingles()
    {
        var values = new float[Count];
        Elements.Convert(Data.Span, Type, values);
        return values;
    }

    /// <summary>The elements as float64, row-major.</summary>
    public double[] AsDoubles()
    {
        var values = new double[Count];
        Elements.Convert(Data.Span, Type, values);
        return values;
    }
}
