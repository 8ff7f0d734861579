using System.IO.Compression;

namespace VaeOnnx.Tests.Unit.Fuzzing.Grammars;

/// <summary>A well-formed zip archive in which one entry that describes tensors has changed, so that its reader gets to see it.</summary>
/// <param name="describes">Whether an entry of that name does.</param>
/// <param name="inner">How such an entry is made.</param>
/// <param name="others">Pieces that such an entry may hold.</param>
internal sealed class ZipEntries(Func<string, bool> describes, Grammar inner, IReadOnlyList<byte[]> others)
{
    public byte[] Change(byte[] file, Random random)
    {
        using var changed = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(file)))
        using (var target = new ZipArchive(changed, ZipArchiveMode.Create, leaveOpen: true))
        {
            var candidates = source.Entries.Where(entry => describes(entry.FullName)).ToList();
            var chosen = candidates[random.Next(candidates.Count)];
            foreach (var entry in source.Entries)
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open()) stream.CopyTo(content);
                var bytes = content.ToArray();
                if (entry == chosen) bytes = inner.Join(new Pieces(random, others).Change(inner.Split(bytes)), random);
                bool stored = entry.CompressedLength == entry.Length;
                using var copy = target.CreateEntry(entry.FullName, stored ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
                copy.Write(bytes);
            }
        }

        return changed.ToArray();
    }
}
