using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Tree;

namespace VaeOnnx.Export.Checkpoints.Msgpack;

/// <summary>Reads one msgpack value. Depth and the number of values are bounded; a length is checked before anything is made of it.</summary>
internal sealed class MsgpackReader(ByteCursor cursor, int startDepth = 0)
{
    private const int MaxDepth = 64;
    private const int MaxValues = 250_000;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private int values;
    private int arrays;

    public object? Read() => Value(startDepth);

    private object? Value(int depth)
    {
        if (depth > MaxDepth)
            throw cursor.Broken($"is nested more than {MaxDepth} deep");
        if (++values > MaxValues)
            throw cursor.Broken($"holds more than {MaxValues} values");

        var first = cursor.Byte("the next value");
        return first switch
        {
            <= 0x7F => (long)first,
            <= 0x8F => Map((uint)first & 0x0F, depth),
            <= 0x9F => List((uint)first & 0x0F, depth),
            <= 0xBF => Text((uint)first & 0x1F),
            0xC0 => null,
            0xC2 => false,
            0xC3 => true,
            0xC4 => Bytes(cursor.Byte("a length")),
            0xC5 => Bytes(UInt16("a length")),
            0xC6 => Bytes(UInt32("a length")),
            0xC7 => Extension(cursor.Byte("a length"), depth),
            0xC8 => Extension(UInt16("a length"), depth),
            0xC9 => Extension(UInt32("a length"), depth),
            0xCA => (double)BinaryPrimitives.ReadSingleBigEndian(cursor.Bytes(4, "a number")),
            0xCB => BinaryPrimitives.ReadDoubleBigEndian(cursor.Bytes(8, "a number")),
            0xCC => (long)cursor.Byte("a number"),
            0xCD => (long)UInt16("a number"),
            0xCE => (long)UInt32("a number"),
            0xCF => (BigInteger)BinaryPrimitives.ReadUInt64BigEndian(cursor.Bytes(8, "a number")),
            0xD0 => (long)(sbyte)cursor.Byte("a number"),
            0xD1 => (long)(short)UInt16("a number"),
            0xD2 => (long)(int)UInt32("a number"),
            0xD3 => BinaryPrimitives.ReadInt64BigEndian(cursor.Bytes(8, "a number")),
            >= 0xD4 and <= 0xD8 => Extension(1u << (first - 0xD4), depth),
            0xD9 => Text(cursor.Byte("a length")),
            0xDA => Text(UInt16("a length")),
            0xDB => Text(UInt32("a length")),
            0xDC => List(UInt16("a length"), depth),
            0xDD => List(UInt32("a length"), depth),
            0xDE => Map(UInt16("a length"), depth),
            0xDF => Map(UInt32("a length"), depth),
            >= 0xE0 => (long)(sbyte)first,
            _ => throw cursor.Broken($"has the byte 0x{first:x2}, which begins no msgpack value"),
        };
    }

    private object Map(uint count, int depth)
    {
        CheckCount(count, bytesEach: 2);
        var map = new Mapping();
        if (count == 0)
            return map;

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0u; i < count; i++)
        {
            var key = Value(depth + 1) switch
            {
                string text => text,
                long number => number.ToString(CultureInfo.InvariantCulture),
                _ => throw cursor.Broken("has a map with a key that is neither text nor a number"),
            };
            if (!names.Add(key))
                throw cursor.Broken($"has the key {Refusal.Quoted(key)} twice in one map");
            map.Add(key, Value(depth + 1));
        }

        return FlaxArray.FromChunks(map, cursor) ?? (object)map;
    }

    private Sequence List(uint count, int depth)
    {
        CheckCount(count, bytesEach: 1);
        var items = new List<object?>();
        for (var i = 0u; i < count; i++)
            items.Add(Value(depth + 1));
        return new Sequence(items);
    }

    private object? Extension(uint length, int depth)
    {
        var code = cursor.Byte("the code of an extension");
        var start = cursor.Skip(length, "an extension");
        Limits.EnsureTensors(++arrays, cursor.Where);
        var payload = new ByteCursor(cursor.File, start, start + length, cursor.Where);
        return FlaxArray.FromExtension(code, payload, depth + 1);
    }

    private MappedBytes Bytes(uint length) => new(cursor.File, cursor.Skip(length, "bytes"), length);

    private string Text(uint length)
    {
        if (length > cursor.Remaining)
            throw cursor.Broken($"is cut off: a text claims {length} bytes, {cursor.Remaining} are left");
        if (length > 1 << 20)
            throw cursor.Broken($"has a text of {length} bytes");

        try
        {
            return StrictUtf8.GetString(cursor.Bytes((int)length, "a text"));
        }
        catch (DecoderFallbackException e)
        {
            throw Refusal.Broken(cursor.Where, $"has a text that is not UTF-8 (before byte {cursor.Position})", e);
        }
    }

    private void CheckCount(uint count, uint bytesEach)
    {
        if ((long)count * bytesEach > cursor.Remaining)
            throw cursor.Broken($"is cut off: a map or list claims {count} values, {cursor.Remaining} bytes are left");
    }

    private ushort UInt16(string what) => BinaryPrimitives.ReadUInt16BigEndian(cursor.Bytes(2, what));

    private uint UInt32(string what) => BinaryPrimitives.ReadUInt32BigEndian(cursor.Bytes(4, what));
}
