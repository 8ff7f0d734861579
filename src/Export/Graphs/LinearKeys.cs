namespace VaeOnnx.Export.Graphs;

/// <summary>Where a checkpoint keeps a linear layer.</summary>
/// <param name="Name">What to call the layer.</param>
/// <param name="Kernel">Name of the matrix.</param>
/// <param name="Bias">Name of the bias [out]; null for a layer without one.</param>
/// <param name="InputFirst">The matrix is [in, out] (Flax, Keras), not [out, in] (PyTorch).</param>
internal sealed record LinearKeys(string Name, string Kernel, string? Bias, bool InputFirst)
{
    /// <summary>The output width of a kernel of this layout.</summary>
    public long Width(IReadOnlyList<long> kernel) => kernel[InputFirst ? 1 : 0];

    /// <summary>The input width of a kernel of this layout.</summary>
    public long InputWidth(IReadOnlyList<long> kernel) => kernel[InputFirst ? 0 : 1];
}
