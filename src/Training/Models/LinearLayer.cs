using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>x Wᵀ + b.</summary>
/// <param name="Weight">[out, in]</param>
/// <param name="Bias">[out]</param>
internal sealed record LinearLayer(Tensor Weight, Tensor Bias)
{
    public int Out => (int)Weight.shape[0];

    /// <param name="x">[N, in]</param>
    /// <returns>[N, out]</returns>
    public Tensor Apply(Tensor x) => nn.functional.linear(x, Weight, Bias);
}
