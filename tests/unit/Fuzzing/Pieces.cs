using System.Buffers.Binary;

namespace VaeOnnx.Tests.Unit.Fuzzing;

/// <summary>Changes a file that a grammar has taken apart: pieces go, come twice, change places, and numbers in them become others.</summary>
/// <param name="random">Where the choices come from.</param>
/// <param name="others">Pieces that a file of this kind may hold.</param>
internal sealed class Pieces(Random random, IReadOnlyList<byte[]> others)
{
    // Where sizes, counts and places in files go wrong: at the ends of each width, and at what .NET can allocate.
    private static readonly ulong[] Numbers =
    [
        0, 1, 2, 3, 7, 8, 15, 16, 63, 64, 65, 100, 127, 128, 255, 256, 1000, 1023, 1024, 4096, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24,
        int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, 1UL << 40, 1UL << 61, 1UL << 62, long.MaxValue, 1UL << 63, ulong.MaxValue - 7, ulong.MaxValue,
    ];

    /// <summary>A few changes, one after the other.</summary>
    public List<byte[]> Change(IReadOnlyList<byte[]> original)
    {
        var pieces = original.ToList();
        for (int changes = 1 + random.Next(4) * random.Next(2); changes > 0; changes--) ChangeOne(pieces);
        return pieces;
    }

    /// <summary>Bytes in which one number, or a few bytes, are others.</summary>
    public byte[] ChangeWithin(byte[] piece)
    {
        if (piece.Length == 0) return [(byte)random.Next(256)];
        var bytes = (byte[])piece.Clone();
        int place = random.Next(bytes.Length);
        switch (random.Next(6))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[place] = (byte)random.Next(256);
                return bytes;
            case 2:
                return [.. bytes[..place], .. bytes[(place + 1)..]];
            case 3:
                return [.. bytes[..place], (byte)random.Next(256), .. bytes[place..]];
            case 4:
                return bytes[..place];
            default:
                Overwrite(bytes.AsSpan(bytes.Length <= 8 ? 0 : place));
                return bytes;
        }
    }

    private void ChangeOne(List<byte[]> pieces)
    {
        if (pieces.Count == 0)
        {
            pieces.Add(Other());
            return;
        }

        int place = random.Next(pieces.Count);
        switch (random.Next(12))
        {
            case 0:
                pieces.RemoveAt(place);
                break;
            case 1:
                pieces.Insert(place, pieces[place]);
                break;
            case 2:
                pieces.InsertRange(place, Enumerable.Repeat(pieces[place], random.Next(200)));
                break;
            case 3:
                int other = random.Next(pieces.Count);
                (pieces[place], pieces[other]) = (pieces[other], pieces[place]);
                break;
            case 4:
                pieces[place] = Other();
                break;
            case 5:
                pieces.Insert(place, Other());
                break;
            case 6:
                pieces[place] = pieces[random.Next(pieces.Count)];
                break;
            case 7:
                int stretch = random.Next(1, 1 + Math.Min(40, pieces.Count - place));
                pieces.InsertRange(random.Next(pieces.Count), pieces.GetRange(place, stretch));
                break;
            case 8 when random.Next(4) == 0:
                pieces.RemoveRange(place, pieces.Count - place);
                break;
            default:
                pieces[place] = ChangeWithin(pieces[place]);
                break;
        }
    }

    private byte[] Other() => others.Count == 0 ? [(byte)random.Next(256)] : others[random.Next(others.Count)];

    private void Overwrite(Span<byte> bytes)
    {
        ulong number = Numbers[random.Next(Numbers.Length)];
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(wide, number);
        int width = Math.Min(bytes.Length, 1 << random.Next(4));
        wide[..width].CopyTo(bytes);
        if (random.Next(3) == 0) bytes[..width].Reverse();
    }
}
