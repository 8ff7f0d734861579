using VaeOnnx.Export.Checkpoints.Bytes;

namespace VaeOnnx.Export.Checkpoints;

/// <summary>What a container's reader found.</summary>
/// <param name="Container">The name of the container.</param>
internal sealed record Contents(string Container)
{
    /// <summary>The weights, under the names of the file, in its order.</summary>
    public List<(string Name, StoredTensor Tensor)> Weights { get; init; } = [];

    /// <summary>Tensors that stand beside a wrapper of weights, under their own names: no prefix is removed from them.</summary>
    public List<(string Name, StoredTensor Tensor)> Beside { get; init; } = [];

    /// <summary>Facts that are not tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What was unwrapped or left aside.</summary>
    public List<string> Notes { get; init; } = [];
}
