using VaeOnnx.Data;

namespace VaeOnnx.Export.Checkpoints.Bytes;

/// <summary>A tensor as a file describes it: some bytes and a strided view of them, checked to lie inside.</summary>
internal sealed class StoredTensor
{
    public const int MaxRank = 64;

    // An expanded tensor repeats few bytes many times; beyond this many elements it is taken for an attack on memory.
    private const long MostRepeatedElements = 1 << 24;

    private StoredTensor(TensorBytes bytes, ElementType type, long offset, long[] shape, long[] strides, long count)
    {
        Bytes = bytes;
        Type = type;
        Offset = offset;
        Shape = shape;
        Strides = strides;
        Count = count;
        IsRowMajor = count == 0 || AreRowMajor(shape, strides);
    }

    public TensorBytes Bytes { get; }

    public ElementType Type { get; }

    /// <summary>Of the first element, in elements.</summary>
    public long Offset { get; }

    public long[] Shape { get; }

    /// <summary>In elements; below 0 on an axis that is read backwards.</summary>
    public long[] Strides { get; }

    public long Count { get; }

    public bool IsRowMajor { get; }

    /// <summary>A row-major tensor that takes exactly the given bytes.</summary>
    public static StoredTensor RowMajor(TensorBytes bytes, ElementType type, long[] shape, string where)
    {
        var count = CountOf(shape, type, where);
        if (count * type.Size() != bytes.Length)
            throw Refusal.Broken(where, $"{type.PythonName()} {Text.Shape(shape)} takes {count * type.Size()} bytes, {bytes.Length} are there");

        return new StoredTensor(bytes, type, 0, shape, RowMajorStrides(shape), count);
    }

    /// <summary>A view into bytes that other tensors may share.</summary>
    public static StoredTensor View(TensorBytes bytes, ElementType type, long offset, long[] shape, long[] strides, string where)
    {
        var count = CountOf(shape, type, where);
        if (shape.Length != strides.Length || offset < 0 || strides.Any(s => s < 0))
            throw Refusal.Broken(where, $"shape {Text.Shape(shape)} with strides {Text.Shape(strides)} and offset {offset} is no view");

        var available = bytes.Length / type.Size();
        var last = (UInt128)offset;
        for (var axis = 0; axis < shape.Length; axis++)
            last += (UInt128)Math.Max(shape[axis] - 1, 0) * (UInt128)strides[axis];
        if (count > 0 && last >= (UInt128)available)
        {
            throw Refusal.Broken(where,
                $"shape {Text.Shape(shape)} with strides {Text.Shape(strides)} and offset {offset} reaches beyond its storage of {available} elements");
        }

        if (count > Math.Max(available, MostRepeatedElements))
            throw Refusal.Broken(where, $"repeats a storage of {available} elements to {Text.Shape(shape)}; save tensor.contiguous()");

        // Where nothing is, it may claim to be anywhere.
        return new StoredTensor(bytes, type, count == 0 ? 0 : offset, shape, strides, count);
    }

    /// <summary>The same elements with their axes in another order, and some of the new axes read backwards.</summary>
    public StoredTensor Permuted(ReadOnlySpan<int> axes, params ReadOnlySpan<int> reversed)
    {
        var (shape, strides, offset) = (new long[axes.Length], new long[axes.Length], Offset);
        for (var axis = 0; axis < axes.Length; axis++)
        {
            (shape[axis], strides[axis]) = (Shape[axes[axis]], Strides[axes[axis]]);
            if (!reversed.Contains(axis))
                continue;

            offset += Math.Max(0, shape[axis] - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }

        return new StoredTensor(Bytes, Type, offset, shape, strides, Count);
    }

    /// <summary>The elements in row-major order: without a copy where they stand so.</summary>
    public ReadOnlyMemory<byte> ReadRowMajor(long first, int count, string name)
    {
        var size = Type.Size();
        if (IsRowMajor)
            return Bytes.Read((Offset + first) * size, count * size);

        return StridedCopy.ToRowMajor(this, name).AsMemory((int)first * size, count * size);
    }

    /// <summary>All elements in row-major order, to be read in pieces.</summary>
    public TensorView OpenRowMajor(string name) => IsRowMajor
        ? Bytes.Open(Offset * Type.Size(), Count * Type.Size(), name)
        : new TensorView(StridedCopy.ToRowMajor(this, name));

    /// <summary>The bytes that a tensor takes, checked for overflow.</summary>
    public static long ByteCount(long[] shape, ElementType type, string where) => CountOf(shape, type, where) * type.Size();

    private static long CountOf(long[] shape, ElementType type, string where)
    {
        if (shape.Length > MaxRank)
            throw Refusal.Broken(where, $"has {shape.Length} dimensions; at most {MaxRank} are read");
        if (shape.Any(d => d < 0))
            throw Refusal.Broken(where, $"has a negative dimension: {Text.Shape(shape)}");
        if (shape.Contains(0))
            return 0;

        var count = (UInt128)1;
        foreach (var dimension in shape)
        {
            count *= (UInt128)dimension;
            if (count * (UInt128)type.Size() > long.MaxValue)
                throw Refusal.Broken(where, $"shape {Text.Shape(shape)} has more elements than any file can hold");
        }

        return (long)count;
    }

    // The stride of a dimension of size 1 is never used, and PyTorch leaves any number there.
    private static bool AreRowMajor(long[] shape, long[] strides)
    {
        var expected = RowMajorStrides(shape);
        return Enumerable.Range(0, shape.Length).All(axis => shape[axis] == 1 || strides[axis] == expected[axis]);
    }

    private static long[] RowMajorStrides(long[] shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(shape[axis], 1);
        }

        return strides;
    }
}
