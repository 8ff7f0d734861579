using System.Buffers.Binary;

namespace VaeOnnx.Tests.Unit.Inference.RandomStreams;

/// <summary>Lines of Python, each with the bytes that C# draws for it.</summary>
internal sealed class LiveCases
{
    private readonly List<(string Python, byte[] Actual, int Width, long Ulp)> cases = [];

    /// <summary>The same bytes.</summary>
    public void Equal<T>(string python, int count, Drawn.Filling<T> fill)
        where T : unmanaged => Near(python, count, fill, 0);

    /// <summary>At most so many numbers of the type lie between.</summary>
    public unsafe void Near<T>(string python, int count, Drawn.Filling<T> fill, long ulp)
        where T : unmanaged => cases.Add((python, Drawn.Bytes(count, fill), sizeof(T), ulp));

    /// <summary>Asks Python for all of them.</summary>
    public void Check(string framework)
    {
        var expected = LivePython.Evaluate(framework, [.. cases.Select(one => one.Python)]);
        foreach (var ((python, actual, width, ulp), answer) in cases.Zip(expected))
        {
            Assert.True(answer.Length == actual.Length, $"{python}: {answer.Length} bytes, not {actual.Length}");
            for (int i = 0; i < actual.Length; i += width)
            {
                long distance = Math.Abs(Ordered(answer.AsSpan(i, width)) - Ordered(actual.AsSpan(i, width)));
                Assert.True(distance <= ulp, $"{python}: element {i / width} is {distance} ULP away");
            }
        }
    }

    /// <summary>Bits as integers in the order of the floats they are, so that a difference counts the numbers between.</summary>
    private static long Ordered(ReadOnlySpan<byte> bits) => bits.Length switch
    {
        1 => bits[0],
        2 => Ordered(BinaryPrimitives.ReadInt16LittleEndian(bits), short.MinValue),
        4 => Ordered(BinaryPrimitives.ReadInt32LittleEndian(bits), int.MinValue),
        _ => Ordered(BinaryPrimitives.ReadInt64LittleEndian(bits), long.MinValue),
    };

    private static long Ordered(long bits, long lowest) => bits < 0 ? unchecked(lowest - bits) : bits;
}
