namespace VaeOnnx.Export.Checkpoints.Bytes;

/// <summary>The bytes behind one or more tensors (what PyTorch calls a storage), read when asked for.</summary>
internal abstract class TensorBytes
{
    public abstract long Length { get; }

    /// <summary>A piece of the bytes; the caller has checked that it lies inside.</summary>
    public abstract ReadOnlyMemory<byte> Read(long offset, int count);

    /// <summary>A piece of the bytes that is read from front to back and then given back. Read whole, unless a file can be mapped.</summary>
    public virtual TensorView Open(long offset, long count, string name) => count <= Array.MaxLength
        ? new TensorView(Read(offset, (int)count))
        : throw Refusal.Unsupported(name, "is compressed or in several pieces, and larger than 2 GiB");
}

/// <summary>Bytes that stand in the file as they are.</summary>
internal sealed class MappedBytes(MappedFile file, long offset, long length) : TensorBytes
{
    public override long Length => length;

    public override ReadOnlyMemory<byte> Read(long at, int count) => file.Memory(offset + at, count);

    public override TensorView Open(long at, long count, string name) => file.OpenView(offset + at, count);
}

/// <summary>Bytes that stand in the file in several pieces.</summary>
internal sealed class JoinedBytes(IReadOnlyList<TensorBytes> pieces) : TensorBytes
{
    public override long Length { get; } = pieces.Sum(p => p.Length);

    public override ReadOnlyMemory<byte> Read(long offset, int count)
    {
        var joined = new byte[count];
        var start = 0L;
        foreach (var piece in pieces)
        {
            var from = Math.Max(offset, start);
            var until = Math.Min(offset + count, start + piece.Length);
            if (from < until)
                piece.Read(from - start, (int)(until - from)).CopyTo(joined.AsMemory((int)(from - offset)));
            start += piece.Length;
        }

        return joined;
    }
}
