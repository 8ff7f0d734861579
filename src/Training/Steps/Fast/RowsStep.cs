namespace VaeOnnx.Training.Steps.Fast;

/// <summary>
/// The way of some rows through the model: forward to the loss, and back to the gradient of what each layer gives. For one thread.
/// </summary>
/// <param name="x">[N, input]</param>
/// <param name="eps">[N, latent]</param>
/// <param name="encoder">The hidden layers.</param>
/// <param name="heads">[2 latent, hidden]</param>
/// <param name="posterior">What the heads give, and what is drawn from it.</param>
/// <param name="decoder">The hidden layers.</param>
/// <param name="output">The decoder's head.</param>
/// <param name="logits">First the logits, then their gradient: [N, input]</param>
/// <param name="scale">What the sum of the losses is multiplied by.</param>
/// <param name="beta">The factor of the divergence.</param>
internal sealed class RowsStep(
    Matrix x,
    Matrix eps,
    IReadOnlyList<HiddenLayer> encoder,
    Linear heads,
    Posterior posterior,
    IReadOnlyList<HiddenLayer> decoder,
    Linear output,
    Matrix logits,
    float scale,
    float beta) : IDisposable
{
    public LossSums Forward()
    {
        heads.Multiply(Forward(encoder, x), posterior.Heads);
        double divergence = posterior.Draw(heads.Bias, eps.Elements), reconstruction = 0;
        output.Multiply(Forward(decoder, posterior.Z), logits);
        for (int r = 0; r < logits.Rows; r++) reconstruction += BernoulliLoss.OfRow(x[r], logits[r], output.Bias, scale);
        return new(reconstruction, divergence);
    }

    public void Backward()
    {
        Backward(decoder, output, logits, posterior.GradientOfZ);
        posterior.Backward(eps.Elements, scale * beta);
        Backward(encoder, heads, posterior.Gradient, inputGradient: null);
    }

    public void Dispose()
    {
        IDisposable[] parts = [x, eps, .. encoder, heads, posterior, .. decoder, output, logits];
        foreach (var part in parts) part.Dispose();
    }

    private static Matrix Forward(IReadOnlyList<HiddenLayer> layers, Matrix input)
    {
        foreach (var layer in layers)
        {
            layer.Forward(input);
            input = layer.Output;
        }

        return input;
    }

    /// <summary>Back through a head and the hidden layers before it.</summary>
    private static void Backward(IReadOnlyList<HiddenLayer> layers, Linear head, Matrix headGradient, Matrix? inputGradient)
    {
        var before = layers is [.., var last] ? last.Gradient : inputGradient;
        if (before is not null) head.Backward(headGradient, before);
        for (int i = layers.Count - 1; i >= 0; i--)
            layers[i].Backward(i > 0 ? layers[i - 1].Gradient : inputGradient);
    }
}
