using System.Text.Json.Nodes;
using VaeOnnx.Training.Objectives;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>An encoder and a decoder of TorchSharp tensors.</summary>
public abstract class VaeModel : IDisposable
{
    /// <summary>Numbers in a datum.</summary>
    public abstract int InputSize { get; }

    /// <summary>Number of latent dimensions.</summary>
    public abstract int Latent { get; }

    /// <summary>Number of labels of a conditional model, which is used through <see cref="Given"/>; 0 of any other.</summary>
    public virtual int Classes => 0;

    /// <summary>What a checkpoint holds, in the order of the published program's own.</summary>
    public abstract IReadOnlyList<NamedTensor> Tensors { get; }

    /// <summary>p(x|z) by what <see cref="Decode"/> gives.</summary>
    public virtual DecoderLikelihood Likelihood { get; } = new BernoulliLikelihood();

    internal abstract ParameterBuffer Parameters { get; }

    /// <summary>Running statistics of batch norms, which are no parameters; empty where there are none.</summary>
    internal virtual Span<float> Statistics => [];

    /// <summary>Batch norms go by the batch, and move their statistics.</summary>
    internal bool Training { get; set; }

    /// <summary>The layers that begin at random, in the order in which they draw.</summary>
    internal virtual IReadOnlyList<(string Name, Tensor Weight, Tensor? Bias)> Layers => [];

    /// <summary>The posterior's mean and the logarithm of its variance.</summary>
    /// <param name="x">[N, input]</param>
    /// <returns>[N, latent] each</returns>
    public abstract (Tensor Mean, Tensor LogVar) Encode(Tensor x);

    /// <summary>What <see cref="Likelihood"/> reads: the logits of a Bernoulli distribution, or the means of a Gaussian one and its log-variances.</summary>
    /// <param name="z">[…, latent]</param>
    /// <returns>[…, heads · input]</returns>
    public abstract Tensor Decode(Tensor z);

    /// <summary>A conditional model for data of these labels; it is used as any other.</summary>
    /// <param name="y">The labels, one-hot: [N, classes]</param>
    public VaeModel Given(Tensor y) => new ConditionedVae(this, y);

    /// <summary>What each layer gives, in the order of the computation.</summary>
    /// <param name="x">[N, input]</param>
    /// <param name="eps">[L, N, latent]</param>
    internal virtual IEnumerable<(string Name, Tensor Values)> Activations(Tensor x, Tensor eps)
    {
        var (mean, logvar) = Encode(x);
        var z = Elbo.Draw(mean, logvar, eps);
        return [("mean", mean), ("logvar", logvar), ("z", z), ("decoder", Decode(z))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The architecture file's <c>encoder</c> and <c>decoder</c>.</summary>
    internal abstract (JsonObject Encoder, JsonObject Decoder) Describe();

    /// <summary>The architecture file's <c>input_shape</c>.</summary>
    internal virtual JsonArray DescribeInput() => [InputSize];

    /// <summary>Frees the tensors.</summary>
    protected abstract void Dispose(bool disposing);
}

/// <summary>A tensor as a checkpoint holds it.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Tensor">Its values, contiguous; a matrix is [out, in].</param>
/// <param name="InputFirst">The checkpoint holds a matrix as [in, out], as Flax does.</param>
public sealed record NamedTensor(string Name, Tensor Tensor, bool InputFirst = false);
