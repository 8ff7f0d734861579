using System.Numerics;
using System.Runtime.InteropServices;

namespace VaeOnnx.Data;

/// <summary>Little-endian elements of any type, converted to float32 or float64.</summary>
public static class Elements
{
    /// <summary>Converts to float32: float64 and wide integers round to nearest.</summary>
    /// <param name="source">The elements, as many as <paramref name="destination"/> is long.</param>
    /// <param name="type">Their type.</param>
    /// <param name="destination">Where the numbers go.</param>
    /// <exception cref="ArgumentException">The bytes are not as many as type and destination say.</exception>
    public static void Convert(ReadOnlySpan<byte> source, ElementType type, Span<float> destination)
    {
        if (type == ElementType.Float32)
            Cast<float>(source, destination.Length).CopyTo(destination);
        else
            ConvertTo(source, type, destination);
    }

    /// <summary>Converts to float64: exact but for integers beyond 2^53, which round to nearest.</summary>
    /// <inheritdoc cref="Convert(ReadOnlySpan{byte}, ElementType, Span{float})"/>
    public static void Convert(ReadOnlySpan<byte> source, ElementType type, Span<double> destination)
    {
        if (type == ElementType.Float64)
            Cast<double>(source, destination.Length).CopyTo(destination);
        else
            ConvertTo(source, type, destination);
    }

    private static void ConvertTo<T>(ReadOnlySpan<byte> source, ElementType type, Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        switch (type)
        {
            case ElementType.Float32:
                Each<float, T>(source, destination);
                break;
            case ElementType.Float16:
                Each<Half, T>(source, destination);
                break;
            case ElementType.BFloat16:
                Halves(source, destination);
                break;
            case ElementType.Float64:
                Each<double, T>(source, destination);
                break;
            case ElementType.Bool:
                Truths(source, destination);
                break;
            case ElementType.Int8:
                Each<sbyte, T>(source, destination);
                break;
            case ElementType.UInt8:
                Each<byte, T>(source, destination);
                break;
            case ElementType.Int16:
                Each<short, T>(source, destination);
                break;
            case ElementType.UInt16:
                Each<ushort, T>(source, destination);
                break;
            case ElementType.Int32:
                Each<int, T>(source, destination);
                break;
            case ElementType.UInt32:
                Each<uint, T>(source, destination);
                break;
            case ElementType.Int64:
                Each<long, T>(source, destination);
                break;
            case ElementType.UInt64:
                Each<ulong, T>(source, destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, null);
        }
    }

    private static void Each<TFrom, TTo>(ReadOnlySpan<byte> source, Span<TTo> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        var values = Cast<TFrom>(source, destination.Length);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = TTo.CreateTruncating(values[i]);
    }

    /// <summary>A bfloat16 is the upper half of a float32.</summary>
    private static void Halves<T>(ReadOnlySpan<byte> source, Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        var values = Cast<ushort>(source, destination.Length);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)values[i] << 16));
    }

    private static void Truths<T>(ReadOnlySpan<byte> source, Span<T> destination)
        where T : unmanaged, INumberBase<T>
    {
        var values = Cast<byte>(source, destination.Length);
        for (var i = 0; i < destination.Length; i++)
            destination[i] = values[i] == 0 ? T.Zero : T.One;
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
