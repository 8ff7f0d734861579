using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Checkpoints.Pickle;
using VaeOnnx.Export.Checkpoints.Tree;
using VaeOnnx.Export.Checkpoints.Zip;

namespace VaeOnnx.Export.Checkpoints.Containers;

/// <summary>What torch.save writes since 1.6: <c>data.pkl</c> describes the tensors, <c>data/KEY</c> holds each storage.</summary>
internal static class PyTorchZip
{
    private const string Name = "PyTorch zip";
    private const string PickleName = "data.pkl";

    public static Contents Read(MappedFile file, ZipDirectory zip)
    {
        var pickle = zip.Entries.First(e => e.Name.EndsWith("/" + PickleName, StringComparison.Ordinal));
        if (!pickle.IsStored)
            throw Refusal.Unsupported(file.Path, $"{Refusal.Quoted(pickle.Name)} is deflated; PyTorch stores it. Save the file again with torch.save");

        var root = pickle.Name[..^PickleName.Length];
        CheckByteOrder(file, zip.Find(root + "byteorder"));

        var where = $"{file.Path}, {Text.Printable(pickle.Name)}";
        var cursor = new ByteCursor(file, pickle.DataStart, pickle.DataStart + pickle.Length, where);
        var storages = new Dictionary<string, TensorBytes>(StringComparer.Ordinal);
        var value = new Unpickler(cursor, (key, length, _) =>
        {
            if (!storages.TryGetValue(key, out var bytes))
                storages.Add(key, bytes = Storage(file, zip, $"{root}data/{key}", where));
            if (length > bytes.Length)
                throw Refusal.Broken(where, $"storage {Refusal.Quoted(key)} should have {length} bytes, {bytes.Length} are there");
            return bytes;
        }).Read();

        return Unwrapping.Find(value, Name, '.', file.Path);
    }

    private static StoredBytes Storage(MappedFile file, ZipDirectory zip, string name, string where)
    {
        var entry = zip.Find(name) ?? throw Refusal.Broken(where, $"refers to {Refusal.Quoted(name)}, which is not in the archive");
        return entry.IsStored
            ? new StoredBytes(file, entry, start: 0)
            : throw Refusal.Unsupported(where, $"{Refusal.Quoted(name)} is deflated; PyTorch stores tensors. Save the file again with torch.save");
    }

    private static void CheckByteOrder(MappedFile file, ZipEntry? entry)
    {
        // Absent in files before torch 2.1, which are little-endian.
        if (entry is null)
            return;

        if (!entry.IsStored || entry.Length > 16 || !file.Span(entry.DataStart, (int)entry.Length).SequenceEqual("little"u8))
            throw Refusal.Unsupported(file.Path, "was saved on a big-endian machine; save it again with the byte order little");
    }
}
