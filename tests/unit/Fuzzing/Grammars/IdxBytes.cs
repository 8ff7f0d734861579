using System.IO.Compression;

namespace VaeOnnx.Tests.Unit.Fuzzing.Grammars;

/// <summary>An idx file: mark, sizes, elements; in gzip or plain.</summary>
internal sealed class IdxBytes : Grammar
{
    public override List<byte[]> Split(byte[] file)
    {
        int sizes = file[3];
        return [file[..4], .. Enumerable.Range(0, sizes).Select(i => file[(4 + (4 * i))..(8 + (4 * i))]), file[(4 + (4 * sizes))..]];
    }

    public override byte[] Join(IReadOnlyList<byte[]> pieces, Random random)
    {
        var plain = base.Join(pieces, random);
        if (random.Next(2) == 0) return plain;

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(plain);
        var bytes = packed.ToArray();
        return random.Next(2) == 0 ? bytes : new Pieces(random, []).ChangeWithin(bytes);
    }
}
