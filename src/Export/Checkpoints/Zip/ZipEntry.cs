namespace VaeOnnx.Export.Checkpoints.Zip;

/// <summary>One entry of a zip archive; its data lie inside the file and overlap with no other's.</summary>
/// <param name="Name">With the folders before it.</param>
/// <param name="IsStored">False where it is deflated.</param>
/// <param name="DataStart">Where its data begin in the file.</param>
/// <param name="PackedLength">Length of the data in the file.</param>
/// <param name="Length">Length of the content.</param>
/// <param name="Crc32">Checksum of the content; 0 where the writer left it out, as torch.save does when told so.</param>
internal sealed record ZipEntry(string Name, bool IsStored, long DataStart, long PackedLength, long Length, uint Crc32);
