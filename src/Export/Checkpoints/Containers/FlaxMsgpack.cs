using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Msgpack;
using VaeOnnx.Export.Checkpoints.Tree;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>What flax.serialization.to_bytes writes: nested msgpack maps with arrays as leaves.</summary>
internal static class FlaxMsgpack
{
    private const string Name = "Flax msgpack";

    /// <summary>A map whose first key is a text.</summary>
    public static bool Matches(MappedFile file)
    {
        var start = file.Span(0, (int)Math.Min(file.Length, 6));
        var key = start[0] switch
        {
            > 0x80 and <= 0x8F => start[1..],
            0xDE when start.Length > 3 => start[3..],
            0xDF when start.Length > 5 => start[5..],
            _ => [],
        };
        return key is [>= 0xA0 and <= 0xBF, ..] or [0xD9 or 0xDA or 0xDB, ..];
    }

    public static Contents Read(MappedFile file)
    {
        var cursor = new ByteCursor(file, 0, file.Length, $"{file.Path} (Flax msgpack)");
        var value = new MsgpackReader(cursor).Read();
        if (cursor.Remaining > 0)
            throw cursor.Broken($"goes on for {cursor.Remaining} bytes after its last value; the file is damaged");

        return Unwrapping.Find(value, Name, '/', file.Path);
    }
}
