namespace VaeOnnx.Export.Graphs;

/// <summary>How a convolution moves over an image: what its kernel does not say.</summary>
internal sealed record ConvolutionGeometry
{
    /// <summary>A transposed convolution: the kernel is added to the output once for each pixel of the input.</summary>
    public bool Transposed { get; init; }

    /// <summary>Pixels from one place of the kernel to the next.</summary>
    public required (long Height, long Width) Stride { get; init; }

    /// <summary>Pixels from one element of the kernel to the next.</summary>
    public required (long Height, long Width) Dilation { get; init; }

    /// <summary>What a transposed convolution adds at bottom and right to the size that its padding leaves.</summary>
    public required (long Height, long Width) OutputPadding { get; init; }

    /// <summary>Channels fall into so many groups, each with kernels of its own.</summary>
    public required long Groups { get; init; }

    /// <summary>Zeros around the input (of a transposed convolution: what is cut off the output); null for <c>same</c>.</summary>
    public required Padding? Padding { get; init; }

    /// <summary>The convolution of an image of a given size, or null where the kernel does not fit into it.</summary>
    public Placement? Place((long Height, long Width) image, (long Height, long Width) kernel)
    {
        var (vertical, horizontal) = (
            Along(image.Height, kernel.Height, Stride.Height, Dilation.Height, OutputPadding.Height, Padding?.Top, Padding?.Bottom),
            Along(image.Width, kernel.Width, Stride.Width, Dilation.Width, OutputPadding.Width, Padding?.Left, Padding?.Right));
        return vertical.Size < 1 || horizontal.Size < 1
            ? null
            : new(
                new(vertical.Begin, horizontal.Begin, vertical.End, horizontal.End),
                (vertical.OutputPadding, horizontal.OutputPadding),
                (vertical.Size, horizontal.Size));
    }

    /// <summary>As a person would say it, e.g. <c>stride 2, padding 1</c>.</summary>
    public override string ToString()
    {
        var padding = Padding is null ? "same" : Padding is { } p && (p.Top, p.Left) == (p.Bottom, p.Right) ? Both((p.Top, p.Left)) : $"{Padding}";
        var text = $"stride {Both(Stride)}, padding {padding}";
        if (OutputPadding != (0, 0)) text += $", output padding {Both(OutputPadding)}";
        if (Dilation != (1, 1)) text += $", dilation {Both(Dilation)}";
        return Groups == 1 ? text : $"{text}, {Groups} groups";
    }

    /// <summary>
    /// One axis. <c>same</c> is TensorFlow's and Flax's: an output of ⌈size / stride⌉ (transposed: size · stride), the odd
    /// zero at the end. Flax pads a transposed convolution as one over the input with zeros between its pixels
    /// (jax.lax.conv_transpose): k − 1 less than that is cut off here.
    /// </summary>
    private (long Begin, long End, long OutputPadding, long Size) Along(
        long size, long kernel, long stride, long dilation, long outputPadding, long? begin, long? end)
    {
        long reach = checked(((kernel - 1) * dilation) + 1);
        if (!Transposed)
        {
            if (begin is null)
            {
                long total = Math.Max(0, (((size + stride - 1) / stride - 1) * stride) + reach - size);
                (begin, end) = (total / 2, total - (total / 2));
            }

            long room = size + begin.Value + end!.Value - reach;
            return (begin.Value, end.Value, 0, room < 0 ? 0 : (room / stride) + 1);
        }

        if (begin is null)
        {
            long total = reach + stride - 2;
            long before = stride > reach - 1 ? reach - 1 : (total + 1) / 2;
            (begin, end) = (reach - 1 - before, reach - 1 - (total - before));
            if (end < 0) (outputPadding, end) = (-end.Value, 0);
        }

        return (begin.Value, end!.Value, outputPadding, ((size - 1) * stride) + reach + outputPadding - begin.Value - end.Value);
    }

    private static string Both((long Height, long Width) size) => size.Height == size.Width ? $"{size.Height}" : $"{size.Height} x {size.Width}";
}

/// <summary>Pixels at the four sides of an image.</summary>
internal readonly record struct Padding(long Top, long Left, long Bottom, long Right)
{
    public override string ToString() => $"[{Top}, {Left}, {Bottom}, {Right}]";
}

/// <summary>A convolution of an image of a known size.</summary>
/// <param name="Padding">Zeros around the input, or what is cut off the output.</param>
/// <param name="OutputPadding">What a transposed convolution adds at bottom and right.</param>
/// <param name="Output">The size of what comes out.</param>
internal sealed record Placement(Padding Padding, (long Height, long Width) OutputPadding, (long Height, long Width) Output);
