using static TorchSharp.torch;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>y = x Wᵀ + b, the bias being left to the loop that comes after, and its gradients.</summary>
/// <param name="weight">[out, in]</param>
/// <param name="bias">[out]</param>
/// <param name="weightGradient">[out, in]</param>
/// <param name="biasGradient">[out]</param>
internal sealed class Linear(Tensor weight, Tensor bias, Tensor weightGradient, Tensor biasGradient) : IDisposable
{
    private readonly Matrix weight = new(weight.detach());
    private readonly Matrix bias = new(bias.detach().unsqueeze(0));
    private readonly Matrix weightGradient = new(weightGradient.detach());
    private readonly Matrix biasGradient = new(biasGradient.detach().unsqueeze(0));

    public int Out => weight.Rows;

    /// <summary>[out]</summary>
    public ReadOnlySpan<float> Bias => bias[0];

    /// <summary>y = x Wᵀ.</summary>
    public void Multiply(Matrix x, Matrix y) => y.SetToProductTransposed(x, weight);

    /// <param name="x">[N, in]</param>
    /// <param name="gradient">Of y: [N, out]</param>
    /// <param name="inputGradient">Of x, to be set: [N, in]; or null.</param>
    public void Backward(Matrix x, Matrix gradient, Matrix? inputGradient)
    {
        weightGradient.SetToTransposedProduct(gradient, x); // [out, in]
        SumRows(gradient, biasGradient[0]);
        inputGradient?.SetToProduct(gradient, weight); // [N, in]
    }

    public void Dispose()
    {
        weight.Dispose();
        bias.Dispose();
        weightGradient.Dispose();
        biasGradient.Dispose();
    }

    private static void SumRows(Matrix matrix, Span<float> sums)
    {
        sums.Clear();
        for (int r = 0; r < matrix.Rows; r++)
        {
            var row = matrix[r];
            for (int i = 0; i < row.Length; i += Lanes.Count)
                Lanes.Store(Lanes.Load(sums, i) + Lanes.Load(row, i), sums, i);
        }
    }
}
