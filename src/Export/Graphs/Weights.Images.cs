using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Inference;

namespace VaeOnnx.Export.Graphs;

/// <summary>The tensors of layers over images.</summary>
internal sealed partial class Weights
{
    /// <summary>More than any kernel is wide; small enough that no arithmetic with it overflows.</summary>
    private const long GreatestKernel = 1 << 16;

    /// <summary>
    /// The batch normalisation under a name, by PyTorch's names (<c>weight</c>, <c>running_mean</c>) or Flax's (<c>scale</c>,
    /// and <c>mean</c>, in Linen below <c>batch_stats</c>).
    /// </summary>
    /// <param name="layer">The name that the tensors share.</param>
    /// <param name="statistics">The name that mean and variance share, where it is another; else null.</param>
    public BatchNormKeys BatchNorm(string layer, string? statistics)
    {
        if (!Has($"{layer}.scale"))
        {
            var running = statistics ?? layer;
            return new(layer, $"{layer}.weight", $"{layer}.bias", $"{running}.running_mean", $"{running}.running_var");
        }

        statistics ??= Has($"batch_stats.{layer}.mean") ? $"batch_stats.{layer}" : layer;
        return new(layer, $"{layer}.scale", $"{layer}.bias", $"{statistics}.mean", $"{statistics}.var");
    }

    /// <summary>The kernel of a convolution, in ONNX's order of axes, for an image of <paramref name="channels"/>.</summary>
    public Weight Kernel(ConvolutionKeys layer, long channels)
    {
        var tensor = Find(layer.Kernel);
        var shape = OnnxShape(tensor, layer);
        if (layer.Channels(shape) != channels)
        {
            long each = layer.Geometry.Transposed ? channels : channels / layer.Geometry.Groups;
            throw Mismatch(tensor, AxesOf(layer, each), $"the layer before it gives {channels} channels");
        }

        if (shape[0] % layer.Geometry.Groups != 0)
        {
            throw Mismatch(tensor, AxesOf(layer), $"{shape[0]} channels do not fall into {layer.Geometry.Groups} groups");
        }

        // JAX lays a transposed kernel over the input as it is, ONNX turned by half a turn.
        ReadOnlySpan<int> turned = layer.Geometry.Transposed ? [2, 3] : [];
        return layer.InputFirst ? Use(tensor, tensor.Permuted(layer.Axes, turned)) : Use(tensor);
    }

    /// <summary>The channels that a convolution gives.</summary>
    public long Width(ConvolutionKeys layer) => layer.Width(OnnxShape(Find(layer.Kernel), layer));

    /// <summary>The bias [channels] of a convolution that has one.</summary>
    public Weight Bias(ConvolutionKeys layer, long channels) => Vector(layer.Bias!, channels, $"{Text.Printable(layer.Kernel)} gives {channels} channels");

    /// <summary>A vector of a known length.</summary>
    public Weight Vector(string name, long length, string reason)
    {
        var tensor = Find(name);
        return tensor.Shape is [var found] && found == length ? Use(tensor) : throw Mismatch(tensor, $"[{length}]", reason);
    }

    /// <summary>The variance [channels] of a batch normalisation.</summary>
    public Weight Variance(string name, long channels, string reason)
    {
        var weight = Vector(name, channels, reason);
        var values = WeightConversion.ToSingles(weight.Whole().Span, weight.Type);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] >= 0) continue;
            throw new VaeOnnxException(
                ErrorKind.Input,
                FormattableString.Invariant($"{Source}: {Text.Printable(name)} holds {values[i]} at [{i}]; a variance is never below 0. Is it another tensor?"));
        }

        return weight;
    }

    /// <summary>The kernel's shape in ONNX's order of axes.</summary>
    private long[] OnnxShape(CheckpointTensor tensor, ConvolutionKeys layer)
    {
        if (tensor.Shape.Count != 4) throw Mismatch(tensor, AxesOf(layer), "it is the kernel of a convolution");
        long[] shape = [.. layer.Axes.Select(axis => tensor.Shape[axis])];
        return shape.All(size => size is >= 1 and <= int.MaxValue) && shape[2] <= GreatestKernel && shape[3] <= GreatestKernel
            ? shape
            : throw Mismatch(tensor, AxesOf(layer), "it is the kernel of a convolution");
    }

    private static string AxesOf(ConvolutionKeys layer, long? channels = null)
    {
        var inputs = channels is null ? "in" : $"{channels}";
        return (layer.InputFirst, layer.Geometry.Transposed) switch
        {
            (true, _) => $"[height, width, {inputs}, out]",
            (false, false) => $"[out, {inputs}, height, width]",
            (false, true) => $"[{inputs}, out, height, width]",
        };
    }
}
