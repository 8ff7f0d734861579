using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Export.Families;

/// <summary>
/// A kind of VAE: which tensors it has, and what they mean. A new family is one file with a class like
/// <see cref="PyTorchExample"/>, a line in <see cref="Recognition.Published"/>, and a reference case under fixtures/.
/// </summary>
internal abstract class Family
{
    /// <summary>The name on the command line and in the metadata.</summary>
    public abstract string Name { get; }

    /// <summary>The names of the layers by which a checkpoint is recognised: all of them are needed.</summary>
    public abstract IReadOnlyList<string> Layers { get; }

    /// <summary>The shape of a datum, without N.</summary>
    public abstract IReadOnlyList<long> InputShape { get; }

    /// <summary>How to look at a datum, e.g. [28, 28]; null when unknown.</summary>
    public virtual IReadOnlyList<long>? ImageShape => null;

    /// <summary>What the data of the training program range over: <c>0,1</c>, <c>-1,1</c> or <c>binary</c>; null when unknown.</summary>
    public virtual string? InputRange => null;

    /// <summary>Names of tensors that the model has and no graph needs.</summary>
    public virtual IReadOnlyCollection<string> Ignored => [];

    /// <summary>The number of labels of a conditional model, whose label <see cref="GraphBuilder.OneHot"/> gives; null for any other.</summary>
    public virtual long? Classes => null;

    /// <summary>In one line, what was seen: origin, widths, activation, heads, likelihood.</summary>
    public abstract string Summary { get; }

    /// <summary>x [N, …input] → q(z|x).</summary>
    public abstract Posterior Encode(GraphBuilder graph, GraphValue x);

    /// <summary>z [N, …latent] → p(x|z).</summary>
    public abstract Reconstruction Decode(GraphBuilder graph, GraphValue z);

    /// <summary>784 values are an MNIST image; what another number of them shows, the names of the layers do not say.</summary>
    protected static IReadOnlyList<long>? MnistShape(long values) => values == 784 ? [28, 28] : null;
}
