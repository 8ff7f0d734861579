using VaeOnnx.Export.Architectures;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Export.Families;

/// <summary>From how an architecture names tensors to where a checkpoint keeps them.</summary>
internal sealed class LayerKeys(Weights weights)
{
    /// <summary>The name of a layer's kernel.</summary>
    public string Kernel(KernelLayer layer) => Linear(layer.Tensors).Kernel;

    public LinearKeys Linear(TensorReference reference)
    {
        var keys = reference.Name is { } name && reference.Kernel is null
            ? weights.Linear(name)
            : new LinearKeys(
                reference.Name ?? reference.Kernel!,
                reference.Kernel!,
                reference.Name is null ? null : $"{reference.Name}.bias",
                InputFirst: reference.Kernel!.EndsWith("kernel", StringComparison.Ordinal));
        return keys with
        {
            Bias = reference.HasBias ? reference.Bias ?? keys.Bias : null,
            InputFirst = reference.InputFirst ?? keys.InputFirst,
        };
    }

    public ConvolutionKeys Convolution(ConvolutionLayer layer)
    {
        var keys = Linear(layer.Tensors);
        return new(keys.Name, keys.Kernel, keys.Bias, keys.InputFirst, layer.Geometry);
    }

    /// <summary>What a layer gives for each datum, or for each pixel.</summary>
    public long Width(KernelLayer layer) => layer is ConvolutionLayer convolution
        ? weights.Width(Convolution(convolution))
        : weights.Width(Linear(layer.Tensors));
}
