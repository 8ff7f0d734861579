using System.Runtime.InteropServices;
using VaeOnnx.Data;

namespace VaeOnnx.Export.Checkpoints.Bytes;

/// <summary>Puts the elements of a strided view into row-major order.</summary>
internal static class StridedCopy
{
    public static byte[] ToRowMajor(StoredTensor tensor, string name)
    {
        var size = tensor.Type.Size();
        var (before, extent) = (0L, 1L); // Elements before the first one, and in all.
        for (var axis = 0; axis < tensor.Shape.Length; axis++)
        {
            var reach = (tensor.Shape[axis] - 1) * tensor.Strides[axis];
            before += Math.Max(0, -reach);
            extent += Math.Abs(reach);
        }

        if (Math.Max(extent, tensor.Count) * size > Array.MaxLength)
            throw Refusal.Unsupported(name, "is not contiguous and larger than 2 GiB; save tensor.contiguous()");

        var source = tensor.Bytes.Read((tensor.Offset - before) * size, (int)extent * size).Span;
        var target = new byte[tensor.Count * size];
        switch (size)
        {
            case 1:
                Copy(source, (int)before, tensor, target.AsSpan());
                break;
            case 2:
                Copy(MemoryMarshal.Cast<byte, ushort>(source), (int)before, tensor, MemoryMarshal.Cast<byte, ushort>(target.AsSpan()));
                break;
            case 4:
                Copy(MemoryMarshal.Cast<byte, uint>(source), (int)before, tensor, MemoryMarshal.Cast<byte, uint>(target.AsSpan()));
                break;
            default:
                Copy(MemoryMarshal.Cast<byte, ulong>(source), (int)before, tensor, MemoryMarshal.Cast<byte, ulong>(target.AsSpan()));
                break;
        }

        return target;
    }

    private static void Copy<T>(ReadOnlySpan<T> source, int first, StoredTensor tensor, Span<T> target)
    {
        var last = tensor.Shape.Length - 1;
        var index = new long[tensor.Shape.Length];
        var row = (int)tensor.Shape[last];
        var step = (int)tensor.Strides[last];
        for (var done = 0; done < target.Length; done += row)
        {
            long from = first;
            for (var axis = 0; axis < last; axis++)
                from += index[axis] * tensor.Strides[axis];

            for (var i = 0; i < row; i++)
                target[done + i] = source[(int)from + (i * step)];

            for (var axis = last - 1; axis >= 0 && ++index[axis] == tensor.Shape[axis]; axis--)
                index[axis] = 0;
        }
    }
}
