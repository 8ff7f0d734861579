using System.Buffers.Binary;

namespace VaeOnnx.Tests.Unit.Fuzzing.Grammars;

/// <summary>safetensors: the pieces of its header, then its data.</summary>
internal sealed class SafetensorsBytes : Grammar
{
    private static readonly JsonText Json = new();

    public override List<byte[]> Split(byte[] file)
    {
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        return [.. Json.Split(file[8..(8 + length)]), file[(8 + length)..]];
    }

    public override byte[] Join(IReadOnlyList<byte[]> pieces, Random random)
    {
        var header = Json.Join([.. pieces.SkipLast(1)], random);
        return [.. BitConverter.GetBytes(Mostly(header.Length, random)), .. header, .. pieces.Count == 0 ? [] : pieces[^1]];
    }
}
