using System.Numerics;
using System.Runtime.CompilerServices;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>Rows in steps of a vector, the last of which may be cut off.</summary>
internal static class Lanes
{
    public static int Count => Vector<float>.Count;

    /// <summary>The vector at an index; past the end of the row it is <paramref name="padding"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Load(ReadOnlySpan<float> row, int index, float padding = 0) =>
        index + Count <= row.Length ? new Vector<float>(row[index..]) : LoadRest(row[index..], padding);

    /// <summary>Stores a vector at an index, as far as the row goes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector<float> value, Span<float> row, int index)
    {
        if (index + Count <= row.Length)
            value.CopyTo(row[index..]);
        else
            StoreRest(value, row[index..]);
    }

    private static Vector<float> LoadRest(ReadOnlySpan<float> rest, float padding)
    {
        Span<float> whole = stackalloc float[Count];
        whole.Fill(padding);
        rest.CopyTo(whole);
        return new(whole);
    }

    private static void StoreRest(Vector<float> value, Span<float> rest)
    {
        Span<float> whole = stackalloc float[Count];
        value.CopyTo(whole);
        whole[..rest.Length].CopyTo(rest);
    }
}
