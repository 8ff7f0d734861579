using System.Buffers.Binary;

namespace VaeOnnx.Tests.Unit.Fuzzing.Grammars;

/// <summary>.npy: mark and version, the pieces of its header, its elements.</summary>
internal sealed class NpyBytes : Grammar
{
    private const int Prefix = 8;

    private static readonly JsonText Literal = new();

    public override List<byte[]> Split(byte[] file)
    {
        int end = 10 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(Prefix));
        return [file[..Prefix], .. Literal.Split(file[10..end]), file[end..]];
    }

    public override byte[] Join(IReadOnlyList<byte[]> pieces, Random random)
    {
        if (pieces.Count < 2) return base.Join(pieces, random);
        var header = base.Join([.. pieces.Skip(1).SkipLast(1)], random);
        bool wide = pieces[0].Length > 6 && pieces[0][6] > 1;
        long length = Mostly(header.Length, random);
        return [.. pieces[0], .. wide ? BitConverter.GetBytes((uint)length) : BitConverter.GetBytes((ushort)length), .. header, .. pieces[^1]];
    }
}
