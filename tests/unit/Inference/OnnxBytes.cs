using System.Text;

namespace VaeOnnx.Tests.Unit.Inference;

/// <summary>ONNX files written by hand, one wire field at a time, so that the reader is tested against the format.</summary>
internal static class OnnxBytes
{
    public static byte[] Model(IEnumerable<KeyValuePair<string, string>> metadata, int graphBytes = 3) =>
        [.. Varint(1, 8), .. Bytes(7, new byte[graphBytes]), .. Bytes(8, Varint(2, 18)), .. metadata.SelectMany(entry => Entry(entry.Key, entry.Value))];

    /// <summary>One element of metadata_props.</summary>
    public static byte[] Entry(string key, string value) =>
        Bytes(14, [.. Bytes(1, Encoding.UTF8.GetBytes(key)), .. Bytes(2, Encoding.UTF8.GetBytes(value))]);

    public static byte[] Varint(int field, ulong value) => [.. Number((ulong)field << 3), .. Number(value)];

    public static byte[] Bytes(int field, byte[] content) => [.. LengthOnly(field, (ulong)content.Length), .. content];

    /// <summary>The head of a length-delimited field, without its content.</summary>
    public static byte[] LengthOnly(int field, ulong length) => [.. Number(((ulong)field << 3) | 2), .. Number(length)];

    private static IEnumerable<byte> Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
