using VaeOnnx.Training.Models;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>The memory of some rows of a batch, and the way through it: forward to the loss, and back. For one thread.</summary>
internal sealed class RowsStep : IDisposable
{
    private readonly List<HiddenLayer> encoder;
    private readonly Linear heads;
    private readonly Posterior posterior;
    private readonly List<HiddenLayer> decoder;
    private readonly Linear output;
    private readonly Matrix x;
    private readonly Matrix eps;

    /// <summary>What the sum of the losses is multiplied by.</summary>
    private readonly float scale;

    private readonly float beta;

    /// <summary>First the logits, then their gradient: [N, input]</summary>
    private readonly Matrix logits;

    /// <param name="model">Its parameters are read.</param>
    /// <param name="options">The objective.</param>
    /// <param name="batch">The whole batch.</param>
    /// <param name="start">The first row.</param>
    /// <param name="rows">How many rows: N.</param>
    /// <param name="gradients">Where the gradients of these rows go, as the model's parameters lie.</param>
    public RowsStep(MlpVae model, TrainingOptions options, Batch batch, int start, int rows, FlatBuffer gradients)
    {
        x = new(batch.X.narrow(0, start, rows));
        eps = new(batch.Eps[0].narrow(0, start, rows));
        var layers = model.Parameters.Parameters.Chunk(2).Zip(gradients.Views.Chunk(2), (layer, gradient) => new Linear(layer[0], layer[1], gradient[0], gradient[1])).ToList();
        int hidden = model.EncoderHidden.Count;
        encoder = [.. layers[..hidden].Select(Hidden)];
        heads = layers[hidden];
        posterior = new(rows, model.Latent);
        decoder = [.. layers[(hidden + 1)..^1].Select(Hidden)];
        output = layers[^1];
        logits = new(rows, model.InputSize);
        scale = options.Reduction == BatchReduction.Mean ? 1f / batch.Rows : 1f;
        beta = (float)options.Beta;

        HiddenLayer Hidden(Linear linear) => HiddenLayer.Of(model.Activation, linear, rows);
    }

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
        Backward(decoder, posterior.Z, output, logits, posterior.GradientOfZ);
        posterior.Backward(eps.Elements, scale * beta);
        Backward(encoder, x, heads, posterior.Gradient, inputGradient: null);
    }

    public void Dispose()
    {
        IDisposable[] parts = [.. encoder, heads, posterior, .. decoder, output, x, eps, logits];
        foreach (var part in parts) part.Dispose();
    }

    private static Matrix Forward(List<HiddenLayer> layers, Matrix input)
    {
        foreach (var layer in layers)
        {
            layer.Forward(input);
            input = layer.Output;
        }

        return input;
    }

    /// <summary>Back through a head and the hidden layers before it.</summary>
    private static void Backward(List<HiddenLayer> layers, Matrix input, Linear head, Matrix headGradient, Matrix? inputGradient)
    {
        head.Backward(layers is [.., var last] ? last.Output : input, headGradient, layers is [.., { Gradient: var gradient }] ? gradient : inputGradient);
        for (int i = layers.Count - 1; i >= 0; i--)
            layers[i].Backward(i > 0 ? layers[i - 1].Output : input, i > 0 ? layers[i - 1].Gradient : inputGradient);
    }
}
