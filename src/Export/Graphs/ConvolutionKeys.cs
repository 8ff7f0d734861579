namespace VaeOnnx.Export.Graphs;

/// <summary>Where a checkpoint keeps a convolution.</summary>
/// <param name="Name">What to call the layer.</param>
/// <param name="Kernel">Name of the kernel.</param>
/// <param name="Bias">Name of the bias [out]; null for a layer without one.</param>
/// <param name="InputFirst">
/// The kernel is [height, width, in, out] as in Flax, and not [out, in, height, width], transposed [in, out, height, width], as
/// in PyTorch.
/// </param>
/// <param name="Geometry">How the kernel moves.</param>
internal sealed record ConvolutionKeys(string Name, string Kernel, string? Bias, bool InputFirst, ConvolutionGeometry Geometry)
{
    /// <summary>The axes of the kernel in the order that ONNX has them: [out, in, height, width], transposed [in, out, height, width].</summary>
    public int[] Axes => (InputFirst, Geometry.Transposed) switch
    {
        (true, false) => [3, 2, 0, 1],
        (true, true) => [2, 3, 0, 1],
        _ => [0, 1, 2, 3],
    };

    /// <summary>
    /// The channels that go in: a kernel of several groups has only those of one. A transposed one has all of them, and the
    /// channels of one group that come out.
    /// </summary>
    public long Channels(IReadOnlyList<long> kernel) => Geometry.Transposed ? kernel[0] : checked(kernel[1] * Geometry.Groups);

    /// <summary>The channels that come out.</summary>
    public long Width(IReadOnlyList<long> kernel) => Geometry.Transposed ? checked(kernel[1] * Geometry.Groups) : kernel[0];
}
