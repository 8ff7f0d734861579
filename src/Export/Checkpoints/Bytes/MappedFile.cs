using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Bytes;

/// <summary>
/// A whole file for reading, mapped where it is large, of which nothing is read before somebody looks at it. Offsets are 64-bit.
/// </summary>
/// <remarks>
/// A mapped file that another program truncates ends this process where it next looks at what is gone, and nothing in .NET can
/// prevent that. Up to <see cref="LargestCopy"/>, it is read into memory instead, to which nothing can happen.
/// </remarks>
internal sealed unsafe class MappedFile : IDisposable
{
    public const long LargestCopy = 64 << 20;

    private readonly byte[]? copy; // Pinned: start points into it.
    private readonly FileStream? file;
    private readonly MemoryMappedFile? map;
    private readonly MemoryMappedViewAccessor? view;
    private byte* start;

    public MappedFile(string path)
    {
        Path = path;
        var opened = InputFile.Open(path);
        try
        {
            Length = opened.Length;
            if (Length <= LargestCopy)
            {
                copy = Copy(opened, (int)Length);
                opened.Dispose();
                start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(copy));
                return;
            }

            file = opened;
            map = MemoryMappedFile.CreateFromFile(file.SafeFileHandle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            view = map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            opened.Dispose();
            map?.Dispose();
            throw Broken(error);
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

    /// <summary>A piece of a large file, read and not mapped: what another program has cut off meanwhile is an error here.</summary>
    public void Read(long offset, Span<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(start == null, this);
        try
        {
            while (!bytes.IsEmpty)
            {
                int read = RandomAccess.Read(file!.SafeFileHandle, bytes, offset);
                if (read == 0) throw new EndOfStreamException("it has become shorter meanwhile");
                bytes = bytes[read..];
                offset += read;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Broken(error);
        }
    }

    /// <summary>A piece that is read from front to back. The caller has checked that it lies inside.</summary>
    public TensorView OpenView(long offset, long count)
    {
        ObjectDisposedException.ThrowIf(start == null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - count);
        return file is null ? new TensorView(Memory(offset, (int)count)) : new TensorView(this, offset);
    }

    public void Dispose()
    {
        if (start == null)
            return;

        start = null;
        view?.SafeMemoryMappedViewHandle.ReleasePointer();
        view?.Dispose();
        map?.Dispose();
        file?.Dispose();
    }

    private VaeOnnxException Broken(Exception error) => Refusal.Broken(Path, $"cannot be read: {error.Message}", error);

    private static byte[] Copy(FileStream file, int length)
    {
        var copy = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        int read = file.ReadAtLeast(copy, length, throwOnEndOfStream: false);
        return read == length ? copy : throw new EndOfStreamException("it has become shorter meanwhile");
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
            // Neither mapped memory nor a pinned copy moves.
        }

        protected override void Dispose(bool disposing)
        {
            // The file owns the mapping.
        }
    }
}
