using System.Runtime.InteropServices;

namespace VaeOnnx.Data;

/// <summary>Little-endian elements of any type, converted to float32 or float64.</summary>
public static class NpyElements
{
    /// <summary>Converts to float32: float64 and wide integers round to nearest.</summary>
    /// <param name="source">The elements, as many as <paramref name="destination"/> is long.</param>
    /// <param name="type">Their type.</param>
    /// <param name="destination">Where the numbers go.</param>
    public static void Convert(ReadOnlySpan<byte> source, NpyType type, Span<float> destination)
    {
        switch (type)
        {
            case NpyType.Float32:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case NpyType.BFloat16:
                var bits = Cast<ushort>(source, destination.Length);
                for (var i = 0; i < destination.Length; i++)
                    destination[i] = BitConverter.UInt32BitsToSingle((uint)bits[i] << 16);
                break;
            case NpyType.Float16:
                Each<Half, float>(source, destination, v => (float)v);
                break;
            case NpyType.Float64:
                Each<double, float>(source, destination, v => (float)v);
                break;
            case NpyType.Bool:
                Each<byte, float>(source, destination, v => v == 0 ? 0 : 1);
                break;
            case NpyType.Int8:
                Each<sbyte, float>(source, destination, v => v);
                break;
            case NpyType.UInt8:
                Each<byte, float>(source, destination, v => v);
                break;
            case NpyType.Int16:
                Each<short, float>(source, destination, v => v);
                break;
            case NpyType.UInt16:
                Each<ushort, float>(source, destination, v => v);
                break;
            case NpyType.Int32:
                Each<int, float>(source, destination, v => v);
                break;
            case NpyType.UInt32:
                Each<uint, float>(source, destination, v => v);
                break;
            case NpyType.Int64:
                Each<long, float>(source, destination, v => v);
                break;
            case NpyType.UInt64:
                Each<ulong, float>(source, destination, v => v);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, null);
        }
    }

    /// <summary>Converts to float64: exact but for integers beyond 2^53, which round to nearest.</summary>
    /// <inheritdoc cref="Convert(ReadOnlySpan{byte}, NpyType, Span{float})"/>
    public static void Convert(ReadOnlySpan<byte> source, NpyType type, Span<double> destination)
    {
        switch (type)
        {
            case NpyType.Float64:
                source.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case NpyType.Int64:
                Each<long, double>(source, destination, v => v);
                break;
            case NpyType.UInt64:
                Each<ulong, double>(source, destination, v => v);
                break;
            case NpyType.Int32:
                Each<int, double>(source, destination, v => v);
                break;
            case NpyType.UInt32:
                Each<uint, double>(source, destination, v => v);
                break;
            default:
                ThroughSingles(source, type, destination);
                break;
        }
    }

    /// <summary>The types that fit into a float32 without loss.</summary>
    private static void ThroughSingles(ReadOnlySpan<byte> source, NpyType type, Span<double> destination)
    {
        Span<float> piece = stackalloc float[256];
        for (var done = 0; done < destination.Length; done += piece.Length)
        {
            var count = Math.Min(piece.Length, destination.Length - done);
            Convert(source.Slice(done * type.Size(), count * type.Size()), type, piece[..count]);
            for (var i = 0; i < count; i++)
                destination[done + i] = piece[i];
        }
    }

    private static void Each<TFrom, TTo>(ReadOnlySpan<byte> source, Span<TTo> destination, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
    {
        var values = Cast<TFrom>(source, destination.Length);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = convert(values[i]);
    }

    private static ReadOnlySpan<T> Cast<T>(ReadOnlySpan<byte> source, int count)
        where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(source);
        return values.Length == count
            ? values
            : throw new ArgumentException($"{source.Length} bytes are not {count} elements.", nameof(source));
    }
}
