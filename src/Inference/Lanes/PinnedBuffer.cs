using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VaeOnnx.Inference.Lanes;

/// <summary>
/// Managed memory that never moves and begins at a cache line, as kernels like it. Managed, so that a span that somebody keeps
/// too long is a wrong number at worst and never a crash.
/// </summary>
internal sealed class PinnedBuffer<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    /// <summary>A buffer without room.</summary>
    public static PinnedBuffer<T> Empty { get; } = new(0);

    public PinnedBuffer(int length)
    {
        int spare = CacheLine / Unsafe.SizeOf<T>();
        var array = GC.AllocateUninitializedArray<T>(length + spare, pinned: true);
        long misplaced = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % CacheLine;
        int start = misplaced == 0 ? 0 : (int)(CacheLine - misplaced) / Unsafe.SizeOf<T>();
        Memory = array.AsMemory(start, length);
    }

    public Memory<T> Memory { get; }

    public Span<T> First(int count) => Memory.Span[..count];
}
