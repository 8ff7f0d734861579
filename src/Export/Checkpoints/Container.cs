using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints;

/// <summary>One kind of file: how its content shows, and what reads it (or says why it is not read).</summary>
internal sealed record Container(Func<MappedFile, bool> Matches, Func<MappedFile, MappedFiles, Contents> Read);
