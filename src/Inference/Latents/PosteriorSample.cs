using System.Numerics.Tensors;

namespace VaeOnnx.Inference.Latents;

/// <summary>The reparametrised draw z = mean + eps · exp(logvar / 2): Kingma and Welling, Auto-Encoding Variational Bayes, §2.4.</summary>
internal static class PosteriorSample
{
    /// <summary>Draws in float32, in the order of operations that PyTorch and JAX programs use; without <paramref name="eps"/>, z = mean.</summary>
    public static void Draw(ReadOnlySpan<float> mean, ReadOnlySpan<float> logVar, ReadOnlySpan<float> eps, Span<float> z)
    {
        if (eps.IsEmpty)
        {
            mean.CopyTo(z);
            return;
        }

        TensorPrimitives.Multiply(logVar, 0.5f, z);
        TensorPrimitives.Exp(z, z);
        TensorPrimitives.MultiplyAdd(eps, z, mean, z);
    }
}
