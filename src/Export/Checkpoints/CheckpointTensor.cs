using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints;

/// <summary>One named tensor of a checkpoint. Its elements are read when asked for, until the checkpoint is disposed.</summary>
public sealed class CheckpointTensor
{
    private readonly StoredTensor stored;
    private readonly string path;

    internal CheckpointTensor(string path, string name, string fullName, StoredTensor stored)
    {
        this.path = path;
        this.stored = stored;
        Name = name;
        FullName = fullName;
    }

    /// <summary>The name without the prefix that all names of the checkpoint shared.</summary>
    public string Name { get; }

    /// <summary>The name as in the file, after the wrapper (<c>state_dict</c>, <c>params</c>, …).</summary>
    public string FullName { get; }

    /// <summary>The type of the elements as stored.</summary>
    public ElementType Type => stored.Type;

    /// <summary>The dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => stored.Shape;

    /// <summary>The number of elements.</summary>
    public long Count => stored.Count;

    /// <summary>The number of bytes that the elements take.</summary>
    internal Int128 Length => (Int128)Count * Type.Size();

    private string Where => $"{path}, {Refusal.Quoted(FullName)}";

    /// <summary>True where both are the same view of the same storage: tied weights.</summary>
    public bool IsSameMemoryAs(CheckpointTensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(stored.Bytes, other.stored.Bytes)
            && Type == other.Type
            && stored.Offset == other.stored.Offset
            && stored.Shape.AsSpan().SequenceEqual(other.stored.Shape)
            && stored.Strides.AsSpan().SequenceEqual(other.stored.Strides);
    }

    /// <summary>Copies the elements in row-major order as float32: float64 and wide integers round to nearest.</summary>
    /// <param name="destination">Exactly <see cref="Count"/> long.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="VaeOnnxException">The elements cannot be read (a broken deflated entry, for example).</exception>
    public void CopyTo(Span<float> destination)
    {
        CheckLength(destination.Length);
        for (var done = 0; done < destination.Length;)
        {
            var piece = destination.Slice(done, Math.Min(LargestPiece, destination.Length - done));
            Elements.Convert(stored.ReadRowMajor(done, piece.Length, Where).Span, Type, piece);
            done += piece.Length;
        }
    }

    /// <summary>Copies the elements in row-major order as float64: exact but for integers beyond 2^53.</summary>
    /// <inheritdoc cref="CopyTo(Span{float})"/>
    public void CopyTo(Span<double> destination)
    {
        CheckLength(destination.Length);
        for (var done = 0; done < destination.Length;)
        {
            var piece = destination.Slice(done, Math.Min(LargestPiece, destination.Length - done));
            Elements.Convert(stored.ReadRowMajor(done, piece.Length, Where).Span, Type, piece);
            done += piece.Length;
        }
    }

    /// <summary>
    /// The elements in row-major order, little-endian, in their own type: the mapped file itself where they stand there so
    /// (valid until the checkpoint is disposed), else a copy.
    /// </summary>
    /// <exception cref="VaeOnnxException">The elements cannot be read, or are more than fit into one memory (2 GiB).</exception>
    public ReadOnlyMemory<byte> ReadBytes()
    {
        if (Count > LargestPiece)
            throw Refusal.Unsupported(Where, $"{Type.PythonName()} {Text.Shape(Shape)} is larger than 2 GiB");

        return stored.ReadRowMajor(0, (int)Count, Where);
    }

    /// <summary>
    /// The elements as of <see cref="ReadBytes"/>, however many, a piece at a time: of what stands in the file, one mapped view
    /// that is given back at the end. A piece is valid until the next one.
    /// </summary>
    internal IEnumerable<ReadOnlyMemory<byte>> ReadPieces(int elements)
    {
        var view = stored.OpenRowMajor(Where);
        for (long first = 0; first < Count; first += elements)
        {
            yield return view.Read(first * Type.Size(), (int)Math.Min(elements, Count - first) * Type.Size());
        }
    }

    /// <summary>The same elements with their axes in another order, and some of the new axes read backwards.</summary>
    internal CheckpointTensor Permuted(ReadOnlySpan<int> axes, params ReadOnlySpan<int> reversed) =>
        new(path, Name, FullName, stored.Permuted(axes, reversed));

    // The most elements that one span of bytes can hold.
    private int LargestPiece => Array.MaxLength / Type.Size();

    private void CheckLength(int length)
    {
        if (length != Count)
            throw new ArgumentException($"{FullName} has {Count} elements; the destination is for {length}.", nameof(length));
    }
}
