using VaeOnnx.Training.Models;

namespace VaeOnnx.Training.Optimizers;

/// <summary>Scales all gradients where their norm is too large, as <c>torch.nn.utils.clip_grad_norm_</c>.</summary>
internal static class GradientClipping
{
    private const double Epsilon = 1e-6;

    public static void Clip(ParameterBuffer parameters, double greatest)
    {
        var gradients = parameters.GradientValues;
        double norm = 0;
        foreach (float gradient in gradients) norm += (double)gradient * gradient;
        float scale = (float)Math.Min(1, greatest / (Math.Sqrt(norm) + Epsilon));
        foreach (ref float gradient in gradients) gradient *= scale;
    }
}
