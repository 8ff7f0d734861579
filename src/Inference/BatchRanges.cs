namespace VaeOnnx.Inference;

/// <summary>A call of any length, cut into batches.</summary>
internal readonly struct BatchRanges(int count, int size)
{
    public Enumerator GetEnumerator() => new(count, size);

    public struct Enumerator(int count, int size)
    {
        private int start = -size;

        public readonly BatchRange Current => new(start, Math.Min(size, count - start));

        public bool MoveNext() => (start += size) < count;
    }
}

/// <summary>Some consecutive data of a call.</summary>
/// <param name="Start">Index of the first.</param>
/// <param name="Count">How many.</param>
internal readonly record struct BatchRange(int Start, int Count)
{
    /// <summary>Their part of a buffer with that many numbers in a datum; an empty buffer, which is one not given, stays empty.</summary>
    public ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> buffer, int length) => buffer.IsEmpty ? buffer : buffer.Slice(Start * length, Count * length);

    /// <inheritdoc cref="Of{T}(ReadOnlySpan{T}, int)"/>
    public Span<T> Of<T>(Span<T> buffer, int length) => buffer.IsEmpty ? buffer : buffer.Slice(Start * length, Count * length);
}
