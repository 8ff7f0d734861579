using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using VaeOnnx.Data;

namespace VaeOnnx.Export.Graphs;

/// <summary>Weights from one floating-point type to another, to nearest, ties to even. All bytes are little-endian.</summary>
internal static class WeightConversion
{
    /// <summary>To float16, bfloat16 (by way of float32), float32 or float64.</summary>
    public static byte[] To(ElementType target, ReadOnlySpan<byte> source, ElementType type)
    {
        int count = source.Length / type.Size();
        var converted = new byte[checked(count * target.Size())];
        switch (target)
        {
            case ElementType.Float64:
                Elements.Convert(source, type, MemoryMarshal.Cast<byte, double>(converted.AsSpan()));
                break;
            case ElementType.Float32:
                Elements.Convert(source, type, MemoryMarshal.Cast<byte, float>(converted.AsSpan()));
                break;
            case ElementType.Float16 when type == ElementType.Float64:
                // Not by way of float32: that would round twice.
                DoublesToHalves(MemoryMarshal.Cast<byte, double>(source), MemoryMarshal.Cast<byte, Half>(converted.AsSpan()));
                break;
            case ElementType.Float16:
                TensorPrimitives.ConvertToHalf(ToSingles(source, type), MemoryMarshal.Cast<byte, Half>(converted.AsSpan()));
                break;
            case ElementType.BFloat16:
                SinglesToBFloat16(ToSingles(source, type), MemoryMarshal.Cast<byte, ushort>(converted.AsSpan()));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(target), target, "no type of weights");
        }

        return converted;
    }

    /// <summary>To float32.</summary>
    public static ReadOnlySpan<float> ToSingles(ReadOnlySpan<byte> source, ElementType type)
    {
        if (type == ElementType.Float32) return MemoryMarshal.Cast<byte, float>(source);

        var singles = new float[source.Length / type.Size()];
        if (type == ElementType.Float16) TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), singles);
        else Elements.Convert(source, type, singles);
        return singles;
    }

    private static void DoublesToHalves(ReadOnlySpan<double> source, Span<Half> target)
    {
        for (int i = 0; i < target.Length; i++) target[i] = (Half)source[i];
    }

    /// <summary>A bfloat16 is the upper half of a float32; half of its last place is added first, less one bit where that is even.</summary>
    private static void SinglesToBFloat16(ReadOnlySpan<float> source, Span<ushort> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(source[i]);
            target[i] = float.IsNaN(source[i]) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }
}
