using System.Buffers.Binary;

namespace VaeOnnx.Tests.Unit.Fuzzing.Grammars;

/// <summary>A zip archive by the fields of its records: local headers, directory, end.</summary>
internal sealed class ZipFields : Grammar
{
    private static readonly int[] Local = [4, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2];
    private static readonly int[] Directory = [4, 2, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4];
    private static readonly int[] End = [4, 2, 2, 2, 2, 4, 4, 2];
    private static readonly int[] End64 = [4, 8, 2, 2, 4, 4, 8, 8, 8, 8];
    private static readonly int[] Locator = [4, 4, 8, 4];

    public override List<byte[]> Split(byte[] file)
    {
        var pieces = new List<byte[]>();
        int at = 0;
        void Take(int count)
        {
            count = Math.Min(count, file.Length - at);
            pieces.Add(file[at..(at + count)]);
            at += count;
        }

        while (at < file.Length)
        {
            int start = at;
            int[] fields = file.AsSpan(at) switch
            {
                [(byte)'P', (byte)'K', 3, 4, ..] => Local,
                [(byte)'P', (byte)'K', 1, 2, ..] => Directory,
                [(byte)'P', (byte)'K', 5, 6, ..] => End,
                [(byte)'P', (byte)'K', 6, 6, ..] => End64,
                [(byte)'P', (byte)'K', 6, 7, ..] => Locator,
                _ => [],
            };
            foreach (int width in fields) Take(width);
            if (fields == Local || fields == Directory)
            {
                int lengths = start + (fields == Local ? 26 : 28);
                Take(BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(lengths))); // the name
                Take(BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(lengths + 2))); // the extra field
            }

            int next = at >= file.Length ? 0 : file.AsSpan(at).IndexOf("PK"u8);
            if (next != 0) Take(next < 0 ? file.Length - at : next);
            if (at == start) Take(2);
        }

        return pieces;
    }
}
