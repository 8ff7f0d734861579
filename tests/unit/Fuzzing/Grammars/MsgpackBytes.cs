using System.Buffers.Binary;
using System.Text;

namespace VaeOnnx.Tests.Unit.Fuzzing.Grammars;

/// <summary>msgpack: each value's tag with its length, and what belongs to it. An array of Flax is one piece, or is changed inside.</summary>
internal sealed class MsgpackBytes : Grammar
{
    public static IReadOnlyList<byte[]> Others { get; } =
    [
        .. Enumerable.Range(0x80, 0x80).Select(tag => new[] { (byte)tag }),
        .. new[]
        {
            "\u00a1a", "\u00a6params", "\u00a5\u001b[31m", "\u00b9__msgpack_chunked_array__", "\u00a5shape", "\u00a6chunks", "\u00c3", "\u00c0", "\u0081\u00a10\u0001", "\u00dd\u00ff\u00ff\u00ff\u00ff",
            "\u00df\0\u0010\0\0", "\u00c9\0\0\u0001\0\u0001", "\u00cf\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "\u00d3\u0080\0\0\0\0\0\0\0", "\u00d4\u0003\u0001", "\u00c7\u000c\u0001\u0093\u0090\u00a7float32\u00c4\0",
            "\u00c7\u0011\u0001\u0093\u0091\u0000\u00a7float32\u00c4\0\0\0\0",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    public override List<byte[]> Split(byte[] file)
    {
        var pieces = new List<byte[]>();
        for (int start = 0; start < file.Length;)
        {
            var (head, body) = Lengths(file.AsSpan(start));
            head = Math.Min(head, file.Length - start);
            body = Math.Min(body, file.Length - start - head);
            pieces.Add(file[start..(start + head + body)]);
            start += head + body;
        }

        return pieces;
    }

    public override byte[] Join(IReadOnlyList<byte[]> pieces, Random random)
    {
        if (random.Next(2) == 0) return base.Join(pieces, random);
        var changed = pieces.ToArray();
        var arrays = Enumerable.Range(0, changed.Length).Where(i => changed[i] is [0xC7 or 0xC8 or 0xC9 or 0xD4 or 0xD5 or 0xD6 or 0xD7 or 0xD8, ..]).ToList();
        if (arrays.Count > 0)
        {
            int which = arrays[random.Next(arrays.Count)];
            changed[which] = ChangedInside(changed[which], random);
        }

        return base.Join(changed, random);
    }

    /// <summary>An extension whose payload, msgpack again, has changed, under a length that is right again.</summary>
    private byte[] ChangedInside(byte[] extension, Random random)
    {
        var (head, body) = Lengths(extension);
        if (head + body > extension.Length) return extension;
        var payload = base.Join(new Pieces(random, Others).Change(Split(extension[head..])), random);
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)payload.Length);
        return [0xC9, .. length, extension[head - 1], .. payload];
    }

    private static (int Head, int Body) Lengths(ReadOnlySpan<byte> from)
    {
        uint Length(ReadOnlySpan<byte> bytes, int width) => bytes.Length <= width ? 0 : width switch
        {
            1 => bytes[1],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]),
            _ => Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]), 1u << 30),
        };
        return from[0] switch
        {
            >= 0xA0 and <= 0xBF => (1, from[0] & 0x1F),
            0xC4 or 0xD9 => (2, (int)Length(from, 1)),
            0xC5 or 0xDA => (3, (int)Length(from, 2)),
            0xC6 or 0xDB => (5, (int)Length(from, 4)),
            0xC7 => (3, (int)Length(from, 1)),
            0xC8 => (4, (int)Length(from, 2)),
            0xC9 => (6, (int)Length(from, 4)),
            >= 0xD4 and <= 0xD8 => (2, 1 << (from[0] - 0xD4)),
            0xCC or 0xD0 => (2, 0),
            0xCD or 0xD1 or 0xDC or 0xDE => (3, 0),
            0xCA or 0xCE or 0xD2 or 0xDD or 0xDF => (5, 0),
            0xCB or 0xCF or 0xD3 => (9, 0),
            _ => (1, 0),
        };
    }
}
