using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Graphs;

/// <summary>
/// A tensor of the checkpoint as a graph stores it: row-major, little-endian. Its elements are read a piece at a time, and
/// converted and found finite while they are.
/// </summary>
internal sealed class Weight
{
    // Of a size that stays in the second cache while it is looked at, converted and written.
    private const int ElementsAPiece = 1 << 16;

    private readonly CheckpointTensor tensor;
    private readonly string source;
    private readonly WeightLoss? loss;
    private ByteString? whole;

    /// <param name="tensor">The tensor of the checkpoint.</param>
    /// <param name="type">The type in which the graph stores it.</param>
    /// <param name="source">The checkpoint, for messages.</param>
    /// <param name="loss">Told what conversion takes; null where nobody asks.</param>
    public Weight(CheckpointTensor tensor, ElementType type, string source, WeightLoss? loss)
    {
        this.tensor = tensor;
        this.source = source;
        this.loss = loss;
        Type = type;
    }

    /// <summary>The name in the checkpoint.</summary>
    public string Name => tensor.Name;

    /// <summary>The shape, as in the checkpoint.</summary>
    public IReadOnlyList<long> Shape => tensor.Shape;

    public ElementType Type { get; }

    public long ByteCount => checked(tensor.Count * Type.Size());

    /// <summary>The elements in order. A piece is valid until the next one.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: a number that is none, or that the type cannot hold.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        long first = 0;
        foreach (var piece in tensor.ReadPieces(ElementsAPiece))
        {
            yield return Converted(piece, first);
            first += ElementsAPiece;
        }
    }

    /// <summary>All elements: the mapped file itself where they stand there so, valid until the checkpoint is disposed.</summary>
    public ByteString Whole()
    {
        if (whole is not null) return whole;
        if (tensor.Type == Type) return whole = UnsafeByteOperations.UnsafeWrap(Converted(tensor.ReadBytes(), first: 0));

        var all = new byte[ByteCount];
        int filled = 0;
        foreach (var piece in Pieces())
        {
            piece.CopyTo(all.AsMemory(filled));
            filled += piece.Length;
        }

        return whole = UnsafeByteOperations.UnsafeWrap(all);
    }

    private ReadOnlyMemory<byte> Converted(ReadOnlyMemory<byte> piece, long first)
    {
        var converted = tensor.Type == Type ? piece : WeightConversion.To(Type, piece.Span, tensor.Type);
        EnsureFinite(converted.Span, first);
        if (loss is not null && tensor.Type != Type) loss.Add(piece.Span, tensor.Type, converted.Span, Type);
        return converted;
    }

    private void EnsureFinite(ReadOnlySpan<byte> converted, long first)
    {
        if (Type == ElementType.Float64)
        {
            var doubles = MemoryMarshal.Cast<byte, double>(converted);
            if (!doubles.IsEmpty && !double.IsFinite(TensorPrimitives.MaxMagnitude(doubles))) throw NotFinite(first);
            return;
        }

        // One pass over memory in the usual case: a NaN or an infinity anywhere is the greatest magnitude.
        var values = WeightConversion.ToSingles(converted, Type);
        if (!values.IsEmpty && !float.IsFinite(TensorPrimitives.MaxMagnitude(values))) throw NotFinite(first);
    }

    /// <summary>Reads the tensor once more to say which number it is and how many there are; those before the piece were found finite.</summary>
    private VaeOnnxException NotFinite(long from)
    {
        long at = 0, first = -1, count = 0;
        double value = 0;
        foreach (var piece in tensor.ReadPieces(ElementsAPiece))
        {
            var converted = WeightConversion.To(ElementType.Float64, WeightConversion.To(Type, piece.Span, tensor.Type), Type);
            var exact = WeightConversion.To(ElementType.Float64, piece.Span, tensor.Type);
            var stored = MemoryMarshal.Cast<byte, double>(converted);
            var original = MemoryMarshal.Cast<byte, double>(exact);
            for (int i = 0; i < stored.Length; i++, at++)
            {
                if (double.IsFinite(stored[i])) continue;
                count++;
                if (first < 0 && at >= from) (first, value) = (at, original[i]);
            }
        }

        bool overflows = double.IsFinite(value);
        var what = overflows ? $"does not fit into {Type.PythonName()}" : "is not finite";
        var advice = overflows ? $"{Greatest}." : "The training run diverged, or the file is damaged; export an earlier checkpoint.";
        return new VaeOnnxException(
            ErrorKind.Input,
            FormattableString.Invariant($"{source}: {Text.Printable(Name)} {what}: {value} at {Text.Index(first, Shape)}, ") +
            $"{count} such {(count == 1 ? "value" : "values")} in all. {advice}");
    }

    private string Greatest => Type switch
    {
        ElementType.Float16 => "Float16 ends at 65504; --dtype fp32 and bf16-weights hold more",
        ElementType.BFloat16 => "Bfloat16 ends at 3.39e38",
        _ => "Float32 ends at 3.4e38",
    };
}
