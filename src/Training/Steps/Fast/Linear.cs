using VaeOnnx.Training.Models;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>y = x Wᵀ + b, the bias being left to the loop that comes after, and its gradients.</summary>
internal sealed class Linear(LinearLayer layer, ThreadTeam team) : IDisposable
{
    private readonly Matrix weight = new(layer.Weight.detach());
    private readonly Matrix weightGradient = new(layer.WeightGradient.detach());

    /// <summary>[out]</summary>
    public ReadOnlySpan<float> Bias => ParameterBuffer.Elements(layer.Bias);

    /// <summary>y = x Wᵀ.</summary>
    public void Multiply(Matrix x, Matrix y) => y.SetToProductTransposed(x, weight);

    /// <param name="x">[N, in]</param>
    /// <param name="gradient">Of y: [N, out]</param>
    /// <param name="inputGradient">Of x, to be set: [N, in]; or null.</param>
    public void Backward(Matrix x, Matrix gradient, Matrix? inputGradient)
    {
        weightGradient.SetToTransposedProduct(gradient, x); // [out, in]
        SumRows(gradient);
        inputGradient?.SetToProduct(gradient, weight); // [N, in]
    }

    public void Dispose()
    {
        weight.Dispose();
        weightGradient.Dispose();
    }

    /// <summary>The bias's gradient; each thread has columns of its own, so that no order of threads shows.</summary>
    private void SumRows(Matrix gradient) => team.Split(gradient.Columns, 16, (start, end) =>
    {
        var sums = ParameterBuffer.Elements(layer.BiasGradient)[start..end];
        sums.Clear();
        for (int r = 0; r < gradient.Rows; r++)
        {
            var row = gradient[r][start..end];
            for (int i = 0; i < row.Length; i += Lanes.Count)
                Lanes.Store(Lanes.Load(sums, i) + Lanes.Load(row, i), sums, i);
        }
    });
}
