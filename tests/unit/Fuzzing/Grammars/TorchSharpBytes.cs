namespace VaeOnnx.Tests.Unit.Fuzzing.Grammars;

/// <summary>TorchSharp's Module.save: every number, every name, the elements of every tensor.</summary>
internal sealed class TorchSharpBytes : Grammar
{
    /// <summary>Numbers as ULEB128.</summary>
    public static IReadOnlyList<byte[]> Others { get; } =
    [
        .. new ulong[] { 0, 1, 2, 6, 7, 9, 15, 77, 127, 128, 4711, 65535, int.MaxValue, uint.MaxValue, 1UL << 56, long.MaxValue, ulong.MaxValue }.Select(Leb128),
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [1, 0x1B],
        [1, 0xFF],
    ];

    public override List<byte[]> Split(byte[] file)
    {
        var pieces = new List<byte[]>();
        int at = 0;
        ulong Number()
        {
            int start = at;
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                value |= (ulong)(file[at] & 0x7F) << shift;
                if (file[at++] < 0x80) break;
            }

            pieces.Add(file[start..at]);
            return value;
        }

        void Take(int count)
        {
            pieces.Add(file[at..(at + count)]);
            at += count;
        }

        for (ulong entries = Number(); entries > 0; entries--)
        {
            Take((int)Number());
            Number(); // the type: float32 in all files of the corpus
            ulong elements = 1;
            for (ulong rank = Number(); rank > 0; rank--) elements *= Number();
            Take((int)elements * sizeof(float));
        }

        return pieces;
    }

    private static byte[] Leb128(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
