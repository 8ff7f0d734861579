using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace VaeOnnx.Export.Checkpoints.Bytes;

/// <summary>
/// The bytes of one tensor while they are read. Where they stand in a file it is a mapped view of them alone, so that the
/// pages that were looked at are given back with it, and a file of any size passes through little memory.
/// </summary>
internal sealed unsafe class TensorView : IDisposable
{
    private readonly ReadOnlyMemory<byte> memory;
    private readonly MemoryMappedViewAccessor? view;
    private byte* start;

    public TensorView(ReadOnlyMemory<byte> memory)
    {
        this.memory = memory;
    }

    /// <param name="view">A view, which this one disposes.</param>
    public TensorView(MemoryMappedViewAccessor view)
    {
        this.view = view;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    /// <summary>A piece, which the caller has checked to lie inside; valid until the view is disposed.</summary>
    public ReadOnlyMemory<byte> Read(long offset, int count) =>
        view is null ? memory.Slice((int)offset, count) : new Piece(this, offset, count).Memory;

    public void Dispose()
    {
        if (start == null) return;

        start = null;
        view!.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
    }

    private sealed class Piece(TensorView view, long offset, int count) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(view.start == null, view);
            return new Span<byte>(view.start + offset, count);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ObjectDisposedException.ThrowIf(view.start == null, view);
            return new MemoryHandle(Unsafe.Add<byte>(view.start + offset, elementIndex), pinnable: this);
        }

        public override void Unpin()
        {
            // Mapped memory does not move.
        }

        protected override void Dispose(bool disposing)
        {
            // The view owns the mapping.
        }
    }
}
