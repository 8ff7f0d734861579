using System.Globalization;
using VaeOnnx.Export.Checkpoints.Bytes;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Verification;

/// <summary>The elements of a graph's initializers: from the graph, from the file beside it, or from the checkpoint.</summary>
internal sealed class GraphTensors(ModelGraph graph) : IDisposable
{
    private readonly Dictionary<string, MappedFile> files = new(StringComparer.Ordinal);

    /// <summary>Row-major, little-endian.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: external data are missing, elsewhere or too short.</exception>
    public ReadOnlyMemory<byte> Read(TensorProto tensor)
    {
        if (graph.Weights?.TryGetValue(tensor.Name, out var weight) is true) return weight.Whole().Memory;
        return tensor.DataLocation == TensorProto.Types.DataLocation.External ? ReadExternal(tensor) : tensor.RawData.Memory;
    }

    public void Dispose()
    {
        foreach (var file in files.Values) file.Dispose();
    }

    private ReadOnlyMemory<byte> ReadExternal(TensorProto tensor)
    {
        var location = Entry(tensor, "location");
        if (graph.Folder is null || location.Length == 0 || Path.GetFileName(location) != location)
        {
            throw Refused(tensor, $"lies in '{Text.Printable(location)}', and not in a file beside the graph");
        }

        if (!files.TryGetValue(location, out var file)) files[location] = file = new MappedFile(Path.Combine(graph.Folder, location));
        long offset = Number(tensor, "offset"), length = Number(tensor, "length");
        if (offset < 0 || length < 0 || offset > file.Length - length) throw Refused(tensor, $"reaches beyond the end of {file.Path}");
        if (length > Array.MaxLength)
        {
            throw new VaeOnnxException(ErrorKind.Unsupported, $"{file.Path}: {Text.Printable(tensor.Name)} is larger than 2 GB, which is not verified. Only --verify none writes it.");
        }

        return file.Memory(offset, (int)length);
    }

    private static long Number(TensorProto tensor, string key) =>
        long.TryParse(Entry(tensor, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string Entry(TensorProto tensor, string key) => tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value ?? "";

    private static VaeOnnxException Refused(TensorProto tensor, string what) =>
        new(ErrorKind.Input, $"The tensor {Text.Printable(tensor.Name)} of the graph {what}. Export the checkpoint again.");
}
