using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Pickle;
using VaeOnnx.Export.Checkpoints.Tree;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>
/// What torch.save wrote before 1.6: five pickles (a magic number, the protocol, facts about the system, the object, the keys of
/// its storages), then each storage: its number of elements and the elements.
/// </summary>
internal static class PyTorchLegacy
{
    private const string Name = "PyTorch legacy";
    private const long Protocol = 1001;

    // Before the first value of a pickle stand its protocol, and from protocol 4 on a frame with its length.
    private const int ProtocolLength = 2;
    private const int FrameLength = 9;

    /// <summary>The first pickle: the magic number 0x1950a86a20f9469cfc6c as a LONG1 of ten bytes.</summary>
    private static ReadOnlySpan<byte> Magic => [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    public static bool Matches(MappedFile file) =>
        file.Length >= ProtocolLength + FrameLength + Magic.Length
        && file.Span(0, 1)[0] == (byte)Opcode.Proto
        && (file.Span(ProtocolLength, Magic.Length).SequenceEqual(Magic)
            || (file.Span(ProtocolLength, 1)[0] == (byte)Opcode.Frame && file.Span(ProtocolLength + FrameLength, Magic.Length).SequenceEqual(Magic)));

    public static Contents Read(MappedFile file)
    {
        var cursor = new ByteCursor(file, 0, file.Length, file.Path);
        ReadPlain(cursor); // the magic number
        if (ReadPlain(cursor) is not Protocol)
            throw cursor.Broken($"is of another protocol than {Protocol}");
        if (ReadPlain(cursor) is Mapping facts && facts.Entries.Exists(e => e is { Key: "little_endian", Value: false }))
            throw Refusal.Unsupported(file.Path, "was saved on a big-endian machine; save it again on a little-endian one");

        var storages = new Dictionary<string, LegacyStorage>(StringComparer.Ordinal);
        var value = new Unpickler(cursor, (key, length, type) =>
        {
            if (length > file.Length)
                throw cursor.Broken($"storage {Refusal.Quoted(key)} claims {length} bytes, the file has {file.Length}");
            if (!storages.TryGetValue(key, out var storage))
                storages.Add(key, storage = new LegacyStorage(length, type.Size()));
            if (storage.Length != length)
                throw cursor.Broken($"storage {Refusal.Quoted(key)} has two lengths, {storage.Length} and {length} bytes");
            return storage;
        }).Read();

        Place(storages, ReadPlain(cursor), cursor);
        return Unwrapping.Find(value, Name, '.', file.Path);
    }

    private static object? ReadPlain(ByteCursor cursor) =>
        new Unpickler(cursor, (key, _, _) => throw cursor.Broken($"refers to storage {Refusal.Quoted(key)} where none belongs")).Read();

    /// <summary>Finds the storages behind the pickles, in the order of their keys.</summary>
    private static void Place(Dictionary<string, LegacyStorage> storages, object? keys, ByteCursor cursor)
    {
        if (keys is not Sequence { Items: var order })
            throw cursor.Broken("its storage keys are no list");

        foreach (var key in order)
        {
            if (key is not string name || !storages.Remove(name, out var storage))
                throw cursor.Broken($"lists the storage {Refusal.Quoted(key?.ToString() ?? "None")} twice, or no tensor uses it");

            var count = cursor.UInt64($"the length of storage {Refusal.Quoted(name)}");
            if (count != (ulong)(storage.Length / storage.ElementSize))
                throw cursor.Broken($"storage {Refusal.Quoted(name)} has {count} elements; its tensors expect {storage.Length / storage.ElementSize}");
            storage.Place(cursor.File, cursor.Skip((ulong)storage.Length, $"storage {Refusal.Quoted(name)}"));
        }

        if (storages.Keys.FirstOrDefault() is { } missing)
            throw cursor.Broken($"a tensor uses the storage {Refusal.Quoted(missing)}, which the file does not list");
        if (cursor.Remaining > 0)
            throw cursor.Broken($"goes on for {cursor.Remaining} bytes after its last storage; the file is damaged");
    }

    /// <summary>A storage whose place in the file is known only after the pickles.</summary>
    private sealed class LegacyStorage(long length, int elementSize) : TensorBytes
    {
        private MappedBytes? placed;

        public override long Length => length;

        public int ElementSize => elementSize;

        public void Place(MappedFile file, long offset) => placed = new MappedBytes(file, offset, length);

        public override ReadOnlyMemory<byte> Read(long offset, int count) =>
            placed?.Read(offset, count) ?? throw new InvalidOperationException("The storage is read before it is placed.");
    }
}
