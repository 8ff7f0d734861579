using System.Buffers.Binary;

namespace VaeOnnx.Export.Checkpoints.Zip;

/// <summary>The extra field that holds, in the order of the directory, those sizes that do not fit into 32 bits.</summary>
internal ref struct Zip64Field
{
    private const ushort Id = 1;

    private ReadOnlySpan<byte> rest;

    public Zip64Field(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (id == Id)
            {
                rest = extra.Slice(4, length);
                return;
            }

            extra = extra[(4 + length)..];
        }
    }

    /// <summary>Replaces a value that stands here; false if it should but does not.</summary>
    public bool Widen(ref ulong value)
    {
        if (value != uint.MaxValue)
            return true;
        if (rest.Length < 8)
            return false;

        value = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        rest = rest[8..];
        return true;
    }
}
