using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Checkpoints.Pickle;

/// <summary>The opcodes that stand for a plain value.</summary>
internal sealed class PickleLiterals(ByteCursor cursor)
{
    private const int LongestLine = 1_000;
    private const int LongestNumber = 1_000;
    private const int LongestText = 16 << 20;

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>The value that the opcode stands for; numbers are long where they fit.</summary>
    public object? Read(Opcode opcode) => opcode switch
    {
        Opcode.None => null,
        Opcode.NewTrue => true,
        Opcode.NewFalse => false,
        Opcode.BinInt => (long)cursor.Int32("a number"),
        Opcode.BinInt1 => (long)cursor.Byte("a number"),
        Opcode.BinInt2 => (long)cursor.UInt16("a number"),
        Opcode.Long1 => Number(cursor.Byte("a number")),
        Opcode.Long4 => Number(cursor.UInt32("a number")),
        Opcode.BinFloat => BinaryPrimitives.ReadDoubleBigEndian(cursor.Bytes(8, "a number")),
        Opcode.ShortBinUnicode => Text(cursor.Byte("a text")),
        Opcode.BinUnicode => Text(cursor.UInt32("a text")),
        Opcode.BinUnicode8 => Text(cursor.UInt64("a text")),
        Opcode.ShortBinString => Latin1(cursor.Byte("a text")),
        Opcode.BinString => Latin1(cursor.UInt32("a text")),
        Opcode.ShortBinBytes => Blob(cursor.Byte("bytes")),
        Opcode.BinBytes => Blob(cursor.UInt32("bytes")),
        Opcode.BinBytes8 or Opcode.ByteArray8 => Blob(cursor.UInt64("bytes")),
        Opcode.Int => Line() switch { "00" => false, "01" => true, var digits => Decimal(digits) },
        Opcode.Long => Decimal(Line().TrimEnd('L')),
        Opcode.Float => Fraction(Line()),
        Opcode.Unicode => Line(),
        Opcode.String => Line().Trim('\'', '"'),
        _ => throw Refuse(opcode),
    };

    /// <summary>An index into the memo, in digits.</summary>
    public uint Index() =>
        uint.TryParse(Line(), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw cursor.Broken("its pickle has a memo index that is none");

    /// <summary>Text up to the end of the line.</summary>
    public string Line() => Decode(cursor.Line(LongestLine, "a line of its pickle"));

    private object Number(uint length)
    {
        if (length > LongestNumber)
            throw cursor.Broken($"its pickle has a number of {length} bytes");

        return Narrow(new BigInteger(cursor.Bytes((int)length, "a number")));
    }

    private object Decimal(string digits) =>
        BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Narrow(number)
            : throw cursor.Broken("its pickle has a number that is none");

    private double Fraction(string digits) =>
        double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw cursor.Broken("its pickle has a number that is none");

    private static object Narrow(BigInteger number)
    {
        if (number >= long.MinValue && number <= long.MaxValue)
        {
            var narrow = (long)number;
            return narrow;
        }

        return number;
    }

    private string Text(ulong length) => Decode(cursor.Bytes(Checked(length), "a text"));

    private string Latin1(uint length) => Encoding.Latin1.GetString(cursor.Bytes(Checked(length), "a text"));

    /// <summary>Bytes say nothing about weights; they are passed over.</summary>
    private Blob Blob(ulong length)
    {
        cursor.Skip(length, "bytes");
        return new Blob(length);
    }

    private int Checked(ulong length)
    {
        if (length > (ulong)cursor.Remaining)
            throw cursor.Broken($"its pickle has a text that claims {length} bytes, {cursor.Remaining} are left");
        return length <= LongestText ? (int)length : throw cursor.Broken($"its pickle has a text of {length} bytes; at most {LongestText} are read");
    }

    private string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Refusal.Broken(cursor.Where, $"its pickle has a text that is not UTF-8 (before byte {cursor.Position})", e);
        }
    }

    private VaeOnnxException Refuse(Opcode opcode) => Enum.IsDefined(opcode)
        ? cursor.Broken($"refused the opcode {opcode.ToString().ToUpperInvariant()}, which no file of weights needs; save torch.save(model.state_dict(), …)")
        : cursor.Broken($"its pickle has the unknown opcode 0x{(byte)opcode:x2}");
}

/// <summary>Bytes in a pickle that were passed over.</summary>
internal sealed record Blob(ulong Length);
