using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace VaeOnnx.Inference.Sessions;

/// <summary>What an open graph takes and gives, compared with what was stated about it.</summary>
internal sealed class GraphSignature(InferenceSession session, string where)
{
    /// <summary>The float32 input of that name.</summary>
    public GraphTensor Input(string name, IReadOnlyList<long>? stated) => Tensor(session.InputMetadata, "input", name, stated);

    /// <summary>The float32 output of that name.</summary>
    public GraphTensor Output(string name, IReadOnlyList<long>? stated) => Tensor(session.OutputMetadata, "output", name, stated);

    public bool HasOutput(string name) => session.OutputMetadata.ContainsKey(name);

    /// <summary>Refuses inputs that nothing would feed.</summary>
    public void EnsureInputs(params IReadOnlyList<string?> known)
    {
        string? other = session.InputNames.FirstOrDefault(name => !known.Contains(name));
        if (other is not null)
            throw Refused($"has an input '{other}' that is not of the contract ({string.Join(", ", known.OfType<string>())})");
    }

    /// <summary>The label of a conditional graph, int64 [N].</summary>
    public void EnsureLabel(string name)
    {
        if (!session.InputMetadata.TryGetValue(name, out var tensor))
            throw Refused($"takes no label '{name}', though the pair is said to be conditional");
        if (tensor.ElementDataType != TensorElementType.Int64 || tensor.Dimensions is not [-1])
            throw Refused($"'{name}' is {Describe(tensor)}, expected Int64 [N]");
    }

    private GraphTensor Tensor(IReadOnlyDictionary<string, NodeMetadata> tensors, string kind, string name, IReadOnlyList<long>? stated)
    {
        if (!tensors.TryGetValue(name, out var tensor))
            throw Refused($"has no {kind} '{name}'; there are: {string.Join(", ", tensors.Keys)}");
        if (tensor.ElementDataType != TensorElementType.Float)
        {
            throw new VaeOnnxException(
                ErrorKind.Unsupported, $"{where}: '{name}' is of {tensor.ElementDataType}; float32 is served. Export with float32 inputs and outputs.");
        }

        if (tensor.Dimensions is not [-1, .. var rest] || rest.Length == 0 || rest.Any(size => size <= 0))
            throw Refused($"'{name}' is {Describe(tensor)}, expected a free batch dimension followed by fixed sizes");
        long[] shape = [.. rest.Select(size => (long)size)];
        if (stated is not null && !shape.SequenceEqual(stated))
            throw Refused($"'{name}' is {Describe(tensor)}, though the metadata say [N, {string.Join(", ", stated)}]");
        return new(name, shape);
    }

    private static string Describe(NodeMetadata tensor) =>
        $"{tensor.ElementDataType} [{string.Join(", ", tensor.Dimensions.Select((size, axis) => size >= 0 ? $"{size}" : tensor.SymbolicDimensions[axis] is { Length: > 0 } name ? name : "?"))}]";

    private VaeOnnxException Refused(string what) => new(ErrorKind.Input, $"{where}: {what}.");
}
