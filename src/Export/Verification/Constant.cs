using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>A tensor that stands in the file (an initializer), read when asked for: float32 in place, other types as float32.</summary>
internal sealed class Constant
{
    private readonly TensorProto tensor;
    private readonly ReadOnlyMemory<byte> data;
    private readonly ElementType type;
    private readonly ElementType? roundedTo;

    /// <param name="tensor">Name, type and shape.</param>
    /// <param name="data">The elements, row-major, little-endian.</param>
    /// <param name="roundedTo">The type that floating-point elements are rounded to when they are read; null to take them as they are.</param>
    public Constant(TensorProto tensor, ReadOnlyMemory<byte> data, ElementType? roundedTo = null)
    {
        this.tensor = tensor;
        this.data = data;
        Shape = [.. tensor.Dims.Select(extent => checked((int)extent))];
        type = tensor.Type() ?? throw Refused("verification does not know its element type");
        this.roundedTo = type.IsFloatingPoint() ? roundedTo : null;
        if (data.Length != (long)Count * type.Size())
        {
            throw Refused($"it holds {data.Length} bytes, which its shape does not need");
        }
    }

    public int[] Shape { get; }

    public int Count => BoundedTensor.Elements(Shape);

    /// <summary>Its numbers are more exact than <see cref="Floats"/>: <see cref="Remainders"/> is what is missing.</summary>
    public bool IsDouble => type == ElementType.Float64 && roundedTo is null;

    public bool IsFloatingPoint => type.IsFloatingPoint();

    public bool IsHalf => type == ElementType.Float16;

    public ReadOnlySpan<float> Floats => !type.IsFloatingPoint() ? throw Refused("floating-point numbers were expected, it holds integers")
        : roundedTo is { } rounded ? WeightConversion.ToSingles(WeightConversion.To(rounded, data.Span, type), rounded)
        : type == ElementType.Float32 ? MemoryMarshal.Cast<byte, float>(data.Span)
        : WeightConversion.ToSingles(data.Span, type);

    /// <summary>Of float64 numbers, what rounding to float32 took; empty for others.</summary>
    public float[] Remainders
    {
        get
        {
            if (!IsDouble) return [];
            var doubles = MemoryMarshal.Cast<byte, double>(data.Span);
            var remainders = new float[doubles.Length];
            for (var i = 0; i < remainders.Length; i++)
            {
                remainders[i] = (float)(doubles[i] - (float)doubles[i]);
            }

            return remainders;
        }
    }

    public ReadOnlySpan<long> Integers => type == ElementType.Int64
        ? MemoryMarshal.Cast<byte, long>(data.Span)
        : throw Refused("int64 numbers were expected, it holds floating-point numbers");

    /// <summary>Its numbers, and what each is off where the weights are what is rounded.</summary>
    public BoundedTensor ToTensor(Rounding rounding)
    {
        if (type == ElementType.Int64) return BoundedTensor.Exact(Shape, Integers);
        var value = BoundedTensor.Exact(Shape, Floats);
        if (IsDouble) TensorPrimitives.ConvertChecked(MemoryMarshal.Cast<byte, double>(data.Span), value.Values.AsSpan());
        for (var i = 0; rounding.WeightsAlone && i < value.Bounds.Length; i++)
        {
            value.Bounds[i] = rounding.OfConstant(value.Values[i]);
        }

        return value;
    }

    private VaeOnnxException Refused(string why) => new(
        ErrorKind.Unsupported,
        $"Cannot verify the graph: of its tensor '{tensor.Name}' [{string.Join(", ", tensor.Dims)}], {why}.");
}
