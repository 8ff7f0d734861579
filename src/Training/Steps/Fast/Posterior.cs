namespace VaeOnnx.Training.Steps.Fast;

/// <summary>
/// z = mean + eps · exp(logvar / 2) and KL(q(z|x) ‖ N(0, I)) of a batch, and their gradients.
/// </summary>
internal sealed class Posterior(Matrix heads, Matrix z, Matrix gradientOfZ, Matrix gradient) : IDisposable
{
    private readonly int latent = z.Columns;
    private readonly int rows = z.Rows;

    /// <summary>exp(logvar / 2): [N, latent]</summary>
    private readonly Matrix deviation = new(z.Rows, z.Columns);

    /// <summary>Mean, then log-variance; the bias is added in <see cref="Draw"/>: [N, 2 latent]</summary>
    public Matrix Heads => heads;

    /// <summary>[N, latent]</summary>
    public Matrix Z => z;

    /// <summary>Of <see cref="Z"/>, to be set by the decoder: [N, latent]</summary>
    public Matrix GradientOfZ => gradientOfZ;

    /// <summary>Of <see cref="Heads"/>: [N, 2 latent]</summary>
    public Matrix Gradient => gradient;

    public static Posterior Of(int rows, int latent) =>
        new(new(rows, 2 * latent), new(rows, latent), new(rows, latent), new(rows, 2 * latent));

    /// <summary>The posterior of some rows of its batch, in the same memory.</summary>
    public Posterior Part(int start, int count) =>
        new(heads.Part(start, count), z.Part(start, count), gradientOfZ.Part(start, count), gradient.Part(start, count));

    /// <summary>Draws z.</summary>
    /// <param name="bias">Of the heads: [2 latent]</param>
    /// <param name="eps">[N, latent]</param>
    /// <returns>The divergence, summed over the batch.</returns>
    public double Draw(ReadOnlySpan<float> bias, ReadOnlySpan<float> eps)
    {
        double divergence = 0;
        for (int r = 0; r < rows; r++)
        {
            Span<float> mean = heads[r][..latent], logvar = heads[r][latent..], deviation = this.deviation[r], drawn = z[r];
            for (int i = 0; i < latent; i++)
            {
                mean[i] += bias[i];
                logvar[i] += bias[latent + i];
                deviation[i] = MathF.Exp(0.5f * logvar[i]);
                drawn[i] = mean[i] + (eps[(r * latent) + i] * deviation[i]);
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
            Span<float> mean = heads[r][..latent], deviation = this.deviation[r], ofZ = gradientOfZ[r], ofHeads = gradient[r];
            for (int i = 0; i < latent; i++)
            {
                ofHeads[i] = ofZ[i] + (weight * mean[i]);
                ofHeads[latent + i] = 0.5f * ((ofZ[i] * eps[(r * latent) + i] * deviation[i]) + (weight * ((deviation[i] * deviation[i]) - 1)));
            }
        }
    }

    public void Dispose()
    {
        heads.Dispose();
        deviation.Dispose();
        z.Dispose();
        gradientOfZ.Dispose();
        gradient.Dispose();
    }
}
