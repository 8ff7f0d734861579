using Google.Protobuf;

namespace VaeOnnx.Export.Graphs;

/// <summary>A tensor of the checkpoint as a graph stores it.</summary>
/// <param name="Name">The name in the checkpoint.</param>
/// <param name="Shape">The shape, as in the checkpoint.</param>
/// <param name="Data">Row-major float32, little-endian, all finite.</param>
internal sealed record Weight(string Name, IReadOnlyList<long> Shape, ByteString Data);
