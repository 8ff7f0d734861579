using System.Buffers.Binary;
using System.Text;
using VaeOnnx.Export.Checkpoints.Pickle;

namespace VaeOnnx.Tests.Unit.Fuzzing.Grammars;

/// <summary>Pickles, one after the other: each opcode with its argument. What follows the last is a piece, or a few.</summary>
/// <param name="pickles">How many there are.</param>
internal sealed class PickleBytes(int pickles) : Grammar
{
    /// <summary>Each opcode without an argument, and a few with one.</summary>
    public static IReadOnlyList<byte[]> Others { get; } =
    [
        .. Enum.GetValues<Opcode>().Select(opcode => new[] { (byte)opcode }),
        .. new[]
        {
            "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_tensor_v3\n", "ctorch\nfloat64\n", "ctorch\nFloatStorage\n", "ctorch\nByteStorage\n", "cposix\nsystem\n",
            "cargparse\nNamespace\n", "ccollections\nOrderedDict\n", "ccollections\nCounter\n", "ctorch._utils\n_rebuild_parameter\n", "ctorch._tensor\n_rebuild_from_type_v2\n",
            "ctorch\nSize\n", "U\u0005a\u001b[2J", "X\u0001\0\0\0a", "X\u00ff\u00ff\u00ff\u007f", "K\0", "K\u0001", "M\u00ff\u00ff", "J\u00ff\u00ff\u00ff\u00ff", "J\0\0\0\u0080", "h\0", "h\u0001",
            "q\0", "j\u00ff\u00ff\u00ff\u00ff", "r\u00ff\u00ff\u00ff\u00ff", "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u008a\u0009\0\0\0\0\0\0\0\u0080\0", "G\u007f\u00f0\0\0\0\0\0\0",
            "I01\n", "L99999999999999999999L\n", "g0\n", "p4294967295\n", "(K\u0001K\u0002t", ")", "}", "(", "t", "R", "b", "s", "u", "2", "0", "1", "\u0080\u0005", "\u0095\0\0\0\0\0\0\0\u0080",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    public override List<byte[]> Split(byte[] file)
    {
        var pieces = new List<byte[]>();
        int start = 0;
        for (int ended = 0; ended < pickles && start < file.Length;)
        {
            int end = Math.Min(file.Length, start + Length(file.AsSpan(start)));
            pieces.Add(file[start..end]);
            if (file[start] == (byte)Opcode.Stop) ended++;
            start = end;
        }

        // The storages of a legacy file: their lengths stand between their elements.
        for (; start < file.Length; start += 8) pieces.Add(file[start..Math.Min(file.Length, start + 8)]);
        return pieces;
    }

    /// <summary>Of an opcode with its argument.</summary>
    private static int Length(ReadOnlySpan<byte> from) => (Opcode)from[0] switch
    {
        Opcode.BinInt1 or Opcode.BinGet or Opcode.BinPut or Opcode.Proto or Opcode.Ext1 => 2,
        Opcode.BinInt2 or Opcode.Ext2 => 3,
        Opcode.BinInt or Opcode.LongBinGet or Opcode.LongBinPut or Opcode.Ext4 => 5,
        Opcode.BinFloat or Opcode.Frame => 9,
        Opcode.ShortBinString or Opcode.ShortBinUnicode or Opcode.ShortBinBytes or Opcode.Long1 => 2 + from[1],
        Opcode.BinUnicode or Opcode.BinString or Opcode.BinBytes or Opcode.Long4 => 5 + BinaryPrimitives.ReadInt32LittleEndian(from[1..]),
        Opcode.BinUnicode8 or Opcode.BinBytes8 or Opcode.ByteArray8 => 9 + (int)BinaryPrimitives.ReadInt64LittleEndian(from[1..]),
        Opcode.Global or Opcode.Inst => Lines(from, 2),
        Opcode.Int or Opcode.Long or Opcode.Float or Opcode.String or Opcode.Unicode or Opcode.PersId or Opcode.Get or Opcode.Put => Lines(from, 1),
        _ => 1,
    };

    private static int Lines(ReadOnlySpan<byte> from, int count)
    {
        int end = 0;
        for (; count > 0; count--) end += from[end..].IndexOf((byte)'\n') + 1;
        return end;
    }
}
