using System.Runtime.InteropServices;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>What a draw fills.</summary>
internal static class Drawn
{
    public delegate void Filling<T>(Span<T> values);

    public static T[] Array<T>(int count, Filling<T> fill)
    {
        var values = new T[count];
        fill(values);
        return values;
    }

    public static byte[] Bytes<T>(int count, Filling<T> fill)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(Array(count, fill)).ToArray();
}
