using VaeOnnx.Training.Models;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>y = x Wᵀ + b, the bias being left to the loop that comes after.</summary>
internal sealed class Linear(LinearLayer layer) : IDisposable
{
    private readonly Matrix weight = new(layer.Weight.detach());
    private readonly Matrix bias = new(layer.Bias.detach().unsqueeze(0));

    /// <summary>[out]</summary>
    public ReadOnlySpan<float> Bias => bias[0];

    /// <summary>y = x Wᵀ.</summary>
    public void Multiply(Matrix x, Matrix y) => y.SetToProductTransposed(x, weight);

    /// <summary>The gradient of x from that of y.</summary>
    public void Backward(Matrix gradient, Matrix inputGradient) => inputGradient.SetToProduct(gradient, weight);

    public void Dispose()
    {
        weight.Dispose();
        bias.Dispose();
    }
}
