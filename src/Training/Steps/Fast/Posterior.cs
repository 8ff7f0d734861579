namespace VaeOnnx.Training.Steps.Fast;

/// <summary>
/// z = mean + eps · exp(logvar / 2) and KL(q(z|x) ‖ N(0, I)) of a batch, and their gradients. Few numbers, on one thread.
/// </summary>
internal sealed class Posterior(int rows, int latent) : IDisposable
{
    /// <summary>exp(logvar / 2): [N, latent]</summary>
    private readonly Matrix deviation = new(rows, latent);

    /// <summary>Mean, then log-variance; the bias is added in <see cref="Draw"/>: [N, 2 latent]</summary>
    public Matrix Heads { get; } = new(rows, 2 * latent);

    /// <summary>[N, latent]</summary>
    public Matrix Z { get; } = new(rows, latent);

    /// <summary>Of <see cref="Z"/>, to be set by the decoder: [N, latent]</summary>
    public Matrix GradientOfZ { get; } = new(rows, latent);

    /// <summary>Of <see cref="Heads"/>: [N, 2 latent]</summary>
    public Matrix Gradient { get; } = new(rows, 2 * latent);

    /// <summary>Draws z.</summary>
    /// <param name="bias">Of the heads: [2 latent]</param>
    /// <param name="eps">[N, latent]</param>
    /// <returns>The divergence, summed over the batch.</returns>
    public double Draw(ReadOnlySpan<float> bias, ReadOnlySpan<float> eps)
    {
        double divergence = 0;
        for (int r = 0; r < rows; r++)
        {
            Span<float> mean = Heads[r][..latent], logvar = Heads[r][latent..], deviation = this.deviation[r], z = Z[r];
            for (int i = 0; i < latent; i++)
            {
                mean[i] += bias[i];
                logvar[i] += bias[latent + i];
                deviation[i] = MathF.Exp(0.5f * logvar[i]);
                z[i] = mean[i] + (eps[(r * latent) + i] * deviation[i]);
                divergence += -0.5f * (1 + logvar[i] - (mean[i] * mean[i]) - (deviation[i] * deviation[i]));
            }
        }

        return divergence;
    }

    /// <summary>The gradient of the heads from that of z.</summary>
    /// <param name="eps">[N, latent]</param>
    /// <param name="weight">The factor of the divergence in the loss.</param>
    public void Backward(ReadOnlySpan<float> eps, float weight)
    {
        for (int r = 0; r < rows; r++)
        {
            Span<float> mean = Heads[r][..latent], deviation = this.deviation[r], ofZ = GradientOfZ[r], gradient = Gradient[r];
            for (int i = 0; i < latent; i++)
            {
                gradient[i] = ofZ[i] + (weight * mean[i]);
                gradient[latent + i] = 0.5f * ((ofZ[i] * eps[(r * latent) + i] * deviation[i]) + (weight * ((deviation[i] * deviation[i]) - 1)));
            }
        }
    }

    public void Dispose()
    {
        Heads.Dispose();
        deviation.Dispose();
        Z.Dispose();
        GradientOfZ.Dispose();
        Gradient.Dispose();
    }
}
