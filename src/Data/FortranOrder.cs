namespace VaeOnnx.Data;

/// <summary>Arrays whose first index runs fastest.</summary>
internal static class FortranOrder
{
    /// <summary>The same elements with the last index running fastest.</summary>
    public static byte[] ToRowMajor(ReadOnlySpan<byte> source, NpyHeader header)
    {
        var size = header.Type.Size();
        var shape = header.Shape;
        var target = new byte[source.Length];
        var index = new long[shape.Count];
        for (var done = 0; done < target.Length; done += size)
        {
            long from = 0;
            for (var axis = shape.Count - 1; axis >= 0; axis--)
                from = (from * shape[axis]) + index[axis];

            source.Slice((int)from * size, size).CopyTo(target.AsSpan(done));
            for (var axis = shape.Count - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
                index[axis] = 0;
        }

        return target;
    }
}
