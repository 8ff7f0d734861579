using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Export.Architectures;

/// <summary>A step on the way through an encoder or decoder, and the function after it.</summary>
internal abstract record Layer
{
    /// <summary>Where the file states it, e.g. <c>encoder.layers[2]</c>.</summary>
    public required string Place { get; init; }

    /// <summary>The function after the step, or null.</summary>
    public Activation? Activation { get; init; }
}

/// <summary>A layer with a kernel and perhaps a bias, which can be a head.</summary>
/// <param name="Tensors">Where the checkpoint has them.</param>
internal abstract record KernelLayer(TensorReference Tensors) : Layer;

/// <summary>y = x W + b. An image is flattened first.</summary>
internal sealed record LinearLayer(TensorReference Tensors) : KernelLayer(Tensors);

/// <summary>A convolution over an image, or a transposed one.</summary>
internal sealed record ConvolutionLayer(TensorReference Tensors, ConvolutionGeometry Geometry) : KernelLayer(Tensors);

/// <summary>Batch normalisation by the running statistics.</summary>
/// <param name="Name">The name its tensors share.</param>
/// <param name="Statistics">The name that mean and variance share, where it is another; else null.</param>
/// <param name="Epsilon">What is added to the variance.</param>
internal sealed record BatchNormLayer(string Name, string? Statistics, double Epsilon) : Layer;

/// <summary>An image to a vector.</summary>
internal sealed record FlattenLayer : Layer;

/// <summary>A datum in another shape, in row-major order.</summary>
internal sealed record ReshapeLayer(IReadOnlyList<long> Shape) : Layer;

/// <summary>Every pixel repeated in both directions.</summary>
internal sealed record UpsampleLayer(long Factor) : Layer;

/// <summary>The label joins: one-hot, or as an embedding; as further elements of a vector or further channels of an image.</summary>
/// <param name="First">It stands before what is there, not after it.</param>
/// <param name="Embedding">The linear layer that it passes before, or null.</param>
internal sealed record LabelLayer(bool First, TensorReference? Embedding) : Layer;

/// <summary>How a file names the tensors of a layer: by the name they share, or by the name of each.</summary>
/// <param name="Name">The common name (<c>fc1</c> for <c>fc1.weight</c> and <c>fc1.bias</c>), or null.</param>
/// <param name="Kernel">The kernel's own name, or null.</param>
/// <param name="Bias">The bias's own name, or null.</param>
/// <param name="HasBias">False for a layer without a bias.</param>
/// <param name="InputFirst">The kernel's axes are those of Flax and Keras, not those of PyTorch; null: as its name says (<c>kernel</c> is of Flax, all else is not).</param>
internal sealed record TensorReference(string? Name, string? Kernel, string? Bias, bool HasBias, bool? InputFirst);
