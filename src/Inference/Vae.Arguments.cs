using System.Numerics;
using System.Runtime.InteropServices;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>The number of data in a buffer, which holds whole data alone.</summary>
    private int Count(ReadOnlySpan<float> values, int length, string name)
    {
        var (count, rest) = Math.DivRem(values.Length, length);
        if (rest != 0)
            throw new ArgumentException($"{values.Length} numbers are no whole number of data of {length}.", name);
        EnsureCount(count, name);
        if (options.CheckFinite && FirstNonFinite(values) is >= 0 and var index)
            throw new ArgumentException($"Number {index % length} of datum {index / length} is {values[index]}.", name);
        return count;
    }

    private void EnsureCount(int count, string name)
    {
        if (count > options.MaxCount)
            throw new ArgumentOutOfRangeException(name, count, $"At most {options.MaxCount} data a call ({nameof(VaeOptions)}.{nameof(VaeOptions.MaxCount)}).");
    }

    /// <summary>Refuses a number of draws passed over whose elements 63 bits do not count.</summary>
    private void EnsureFirst(long first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, (long.MaxValue / LatentLength) - int.MaxValue);
    }

    /// <summary>Refuses a draw that has not enough numbers left, before any of them is used.</summary>
    private void EnsureLeft(NormalDraws draws, int count)
    {
        ArgumentNullException.ThrowIfNull(draws);
        if (draws.Left < (long)count * LatentLength)
            throw new ArgumentException($"{count} latents of {LatentLength} numbers are to be drawn, {draws.Left} numbers are left.", nameof(draws));
    }

    /// <summary>Refuses a count whose result would not fit one array.</summary>
    private static int ArrayLength(int count, int length, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count, name);
        return (long)count * length <= Array.MaxLength
            ? count * length
            : throw new ArgumentOutOfRangeException(name, count, $"{count} data of {length} numbers do not fit one array; make several calls.");
    }

    private static void EnsureLength(int found, long expected, string name)
    {
        if (found != expected)
            throw new ArgumentException($"{found} numbers, expected {expected}.", name);
    }

    /// <summary>The buffer of an output that may be left out by passing an empty one.</summary>
    private static void EnsureOptional(int found, long expected, bool available, string name)
    {
        if (found == 0)
            return;
        if (!available)
            throw new ArgumentException("This decoder does not give that output: pass an empty span.", name);
        EnsureLength(found, expected, name);
    }

    private void EnsureLabels(ReadOnlySpan<long> labels, int count, string name)
    {
        if (Classes is not { } classes)
        {
            if (!labels.IsEmpty)
                throw new ArgumentException("This pair is not conditional and takes no labels.", name);
            return;
        }

        if (labels.Length != count)
            throw new ArgumentException($"{labels.Length} labels for {count} data: this pair is conditional and takes one label a datum, from 0 to {classes - 1}.", name);
        foreach (long label in labels)
        {
            if ((ulong)label >= (ulong)classes)
                throw new ArgumentOutOfRangeException(name, label, $"A label is from 0 to {classes - 1}.");
        }
    }

    private static int FirstNonFinite(ReadOnlySpan<float> values)
    {
        int i = 0;
        // v - v is 0 for every number, and NaN for NaN and infinities.
        foreach (var vector in MemoryMarshal.Cast<float, Vector<float>>(values))
        {
            if (!Vector.EqualsAll(vector - vector, Vector<float>.Zero))
                break;
            i += Vector<float>.Count;
        }

        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return i;
        }

        return -1;
    }
}
