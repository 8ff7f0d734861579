using VaeOnnx.Training.Models;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>The memory of batches of one size, and the way through it: forward to the loss, and back.</summary>
internal sealed class BatchStep : IDisposable
{
    private readonly List<HiddenLayer> encoder;
    private readonly Linear heads;
    private readonly Posterior posterior;
    private readonly List<HiddenLayer> decoder;
    private readonly Linear output;
    private readonly Matrix x;
    private readonly Batch batch;
    private readonly ThreadTeam team;
    private readonly double[] losses;

    /// <summary>What the sum of the losses is multiplied by.</summary>
    private readonly float scale;

    private readonly float beta;

    /// <summary>First the logits, then their gradient: [N, input]</summary>
    private readonly Matrix logits;

    public BatchStep(MlpVae model, TrainingOptions options, Batch batch, ThreadTeam team)
    {
        (this.batch, this.team) = (batch, team);
        x = new(batch.X.alias());
        encoder = Layers(model.EncoderHidden);
        heads = new(model.Heads, team);
        posterior = new(batch.Rows, model.Latent);
        decoder = Layers(model.DecoderHidden);
        output = new(model.Output, team);
        logits = new(batch.Rows, model.InputSize);
        losses = new double[team.Threads];
        scale = options.Reduction == BatchReduction.Mean ? 1f / batch.Rows : 1f;
        beta = (float)options.Beta;

        List<HiddenLayer> Layers(IEnumerable<LinearLayer> layers) => [.. layers.Select(layer => HiddenLayer.Of(model.Activation, layer, batch.Rows, team))];
    }

    public LossSums Forward()
    {
        heads.Multiply(Forward(encoder, x), posterior.Heads);
        double divergence = posterior.Draw(heads.Bias, batch.EpsValues);
        output.Multiply(Forward(decoder, posterior.Z), logits);
        return new(Loss(), divergence);
    }

    public void Backward()
    {
        Backward(decoder, posterior.Z, output, logits, posterior.GradientOfZ);
        posterior.Backward(batch.EpsValues, scale * beta);
        Backward(encoder, x, heads, posterior.Gradient, inputGradient: null);
    }

    public void Dispose()
    {
        IDisposable[] parts = [.. encoder, heads, posterior, .. decoder, output, x, logits];
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

    private double Loss()
    {
        team.Run((thread, threads) =>
        {
            var bias = output.Bias;
            losses[thread] = 0;
            for (int r = batch.Rows * thread / threads; r < batch.Rows * (thread + 1) / threads; r++)
                losses[thread] += BernoulliLoss.OfRow(x[r], logits[r], bias, scale);
        });
        return losses.Sum();
    }
}
