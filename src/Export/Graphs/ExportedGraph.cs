using Google.Protobuf;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Graphs;

/// <summary>A finished graph, as a message and as the very bytes that are verified and written.</summary>
/// <param name="Model">The message.</param>
/// <param name="Bytes">The bytes of its file.</param>
/// <param name="Metadata">What it says about itself.</param>
/// <param name="DataFolder">The folder in which its external data lie; null where it holds all of its tensors itself.</param>
internal sealed record ExportedGraph(ModelProto Model, ReadOnlyMemory<byte> Bytes, VaeMetadata Metadata, string? DataFolder = null)
{
    /// <summary>What a protobuf message can hold.</summary>
    private const long GreatestLength = int.MaxValue;

    /// <summary>An input or output as one reads it, e.g. <c>x [N, 784]</c>.</summary>
    public static string Signature(ValueInfoProto value)
    {
        var sizes = value.Type.TensorType.Shape.Dim.Select(dim => dim.HasDimParam ? dim.DimParam : $"{dim.DimValue}");
        return $"{value.Name} [{string.Join(", ", sizes)}]";
    }

    /// <summary>Adds the metadata and serialises.</summary>
    public static ExportedGraph Serialise(ModelProto model, VaeMetadata metadata, string? dataFolder)
    {
        model.MetadataProps.AddRange(
            metadata.ToEntries().Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));

        long weights = model.Graph.Initializer.Sum(initializer => (long)initializer.RawData.Length);
        if (weights > GreatestLength - (1 << 20))
        {
            throw new VaeOnnxException(
                ErrorKind.Unsupported,
                $"{metadata.Source}: the {PairContract.FileName(metadata.Role)} would be larger than the 2 GB that one ONNX file can hold. Let it keep its weights beside it.");
        }

        return new(model, model.ToByteArray(), metadata, dataFolder);
    }
}
