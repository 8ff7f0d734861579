using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using VaeOnnx.Data;

namespace VaeOnnx.Export.Checkpoints.Bytes;

/// <summary>
/// A whole file, mapped for reading: of a large one, nothing is read before somebody looks at it. Offsets are 64-bit.
/// </summary>
/// <remarks>
/// A mapped file that another program truncates ends this process where it next looks at what is gone, and nothing in .NET can
/// prevent that. Up to <see cref="LargestCopy"/>, a copy in memory is mapped instead, to which nothing can happen.
/// </remarks>
internal sealed unsafe class MappedFile : IDisposable
{
    public const long LargestCopy = 64 << 20;

    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private byte* start;

    public MappedFile(string path)
    {
        Path = path;
        using var file = InputFile.Open(path);
        try
        {
            Length = file.Length;
            map = Copy(file, Length)
                ?? MemoryMappedFile.CreateFromFile(file.SafeFileHandle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            view = map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Broken(path, $"cannot be read: {error.Message}", error);
        }

        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>A piece of the file, without a copy. The caller has checked that it lies inside.</summary>
    public ReadOnlySpan<byte> Span(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(start == null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        return new ReadOnlySpan<byte>(start + offset, count);
    }

    /// <inheritdoc cref="Span"/>
    public ReadOnlyMemory<byte> Memory(long offset, int count)
    {
        _ = Span(offset, count);
        return new Piece(this, offset, count).Memory;
    }

    /// <summary>A view of a piece alone. The caller has checked that it lies inside.</summary>
    public TensorView OpenView(long offset, long count)
    {
        ObjectDisposedException.ThrowIf(start == null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        // A view of 0 bytes would be one of all the rest.
        return count == 0 ? new TensorView(ReadOnlyMemory<byte>.Empty) : new TensorView(map.CreateViewAccessor(offset, count, MemoryMappedFileAccess.Read));
    }

    public void Dispose()
    {
        if (start == null)
            return;

        start = null;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }

    /// <summary>The content of a small file in memory, or null.</summary>
    private static MemoryMappedFile? Copy(FileStream file, long length)
    {
        if (length is 0 or > LargestCopy || TryAllocate(length) is not { } copy)
            return null;

        try
        {
            using var target = copy.CreateViewStream();
            var piece = new byte[Math.Min(length, 1 << 16)];
            for (long left = length; left > 0;)
            {
                int read = file.Read(piece, 0, (int)Math.Min(left, piece.Length));
                if (read == 0)
                    throw new EndOfStreamException("it has become shorter meanwhile");
                target.Write(piece, 0, read);
                left -= read;
            }

            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    private static MemoryMappedFile? TryAllocate(long length)
    {
        try
        {
            return MemoryMappedFile.CreateNew(null, length);
        }
        catch (IOException)
        {
            // The system counts such memory as a file, and files may be limited.
            return null;
        }
    }

    private sealed class Piece(MappedFile file, long offset, int count) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(file.start == null, file);
            return new Span<byte>(file.start + offset, count);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ObjectDisposedException.ThrowIf(file.start == null, file);
            return new MemoryHandle(Unsafe.Add<byte>(file.start + offset, elementIndex), pinnable: this);
        }

        public override void Unpin()
        {
            // Mapped memory does not move.
        }

        protected override void Dispose(bool disposing)
        {
            // The file owns the mapping.
        }
    }
}
