namespace VaeOnnx.Export.Checkpoints.Bytes;

/// <summary>
/// The bytes of one tensor while they are read from front to back: in memory, or a piece at a time from a large file, which so passes
/// through little memory and stays in the processor's cache on its way.
/// </summary>
internal sealed class TensorView
{
    private readonly ReadOnlyMemory<byte> memory;
    private readonly MappedFile? file;
    private readonly long start;
    private byte[] buffer = [];

    public TensorView(ReadOnlyMemory<byte> memory)
    {
        this.memory = memory;
    }

    public TensorView(MappedFile file, long start)
    {
        (this.file, this.start) = (file, start);
    }

    /// <summary>A piece, which the caller has checked to lie inside; valid until the next one.</summary>
    public ReadOnlyMemory<byte> Read(long offset, int count)
    {
        if (file is null) return memory.Slice((int)offset, count);
        if (buffer.Length < count) buffer = GC.AllocateUninitializedArray<byte>(count);
        file.Read(start + offset, buffer.AsSpan(0, count));
        return buffer.AsMemory(0, count);
    }
}
