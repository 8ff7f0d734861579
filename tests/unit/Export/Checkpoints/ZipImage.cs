using System.Text;

namespace VaeOnnx.Tests.Unit.Export.Checkpoints;

/// <summary>A zip archive made record by record, which may say anything. Without checksums.</summary>
internal sealed class ZipImage
{
    private readonly List<byte[]> entries = [];
    private readonly List<byte[]> directory = [];
    private int length;

    /// <summary>The local headers with their data.</summary>
    public byte[] Entries => [.. entries.SelectMany(entry => entry)];

    /// <summary>Writes an archive of one entry.</summary>
    public static string Write(TemporaryFolder folder, string name, byte[] data, long claimedLength, bool deflated) =>
        folder.Write("model", new ZipImage().Add(name, data, claimedLength, deflated).ToBytes());

    public ZipImage Add(string name, byte[] data, long claimedLength, bool deflated)
    {
        var fields = Fields(name, data.Length, claimedLength, deflated);
        directory.Add(Directory(name, fields, length));
        byte[] entry = [(byte)'P', (byte)'K', 3, 4, 20, 0, .. fields, 0, 0, .. Encoding.UTF8.GetBytes(name), .. data];
        entries.Add(entry);
        length += entry.Length;
        return this;
    }

    /// <summary>A stored entry whose local header is in the data of another.</summary>
    public void AddToDirectoryAlone(string name, int at, int dataLength) => directory.Add(Directory(name, Fields(name, dataLength, dataLength, deflated: false), at));

    public byte[] ToBytes()
    {
        byte[] all = [.. directory.SelectMany(entry => entry)];
        long at = length;
        return Bytes.Of(
            Entries, all,
            "PK\u0006\u0006", BitConverter.GetBytes(44L), 45, 0, 45, 0, new byte[8], BitConverter.GetBytes((long)directory.Count), BitConverter.GetBytes((long)directory.Count),
            BitConverter.GetBytes((long)all.Length), BitConverter.GetBytes(at),
            "PK\u0006\u0007", new byte[4], BitConverter.GetBytes(at + all.Length), 1, 0, 0, 0,
            "PK\u0005\u0006", new byte[4], "\u00ff\u00ff\u00ff\u00ff", "\u00ff\u00ff\u00ff\u00ff", "\u00ff\u00ff\u00ff\u00ff", 0, 0);
    }

    private static byte[] Fields(string name, long packed, long unpacked, bool deflated) =>
    [
        0, 8, (byte)(deflated ? 8 : 0), 0, 0, 0, 0, 0, 0, 0, 0, 0,
        .. BitConverter.GetBytes((uint)packed), .. BitConverter.GetBytes((uint)unpacked), .. BitConverter.GetBytes((ushort)Encoding.UTF8.GetByteCount(name)),
    ];

    private static byte[] Directory(string name, byte[] fields, int at) =>
        [(byte)'P', (byte)'K', 1, 2, 20, 0, 20, 0, .. fields, .. new byte[12], .. BitConverter.GetBytes(at), .. Encoding.UTF8.GetBytes(name)];
}
