using VaeOnnx.Training.Models;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>The memory of batches of one size, its rows and then its weights shared out among the threads.</summary>
internal sealed class BatchStep : IDisposable
{
    private readonly ThreadTeam team;
    private readonly List<IDisposable> memory;
    private readonly RowsStep[] parts;
    private readonly LossSums[] losses;
    private readonly List<WeightGradient> weightGradients;

    public BatchStep(MlpVae model, TrainingOptions options, Batch batch, ThreadTeam team)
    {
        this.team = team;
        Matrix x = new(batch.X.alias()), eps = new(batch.Eps[0]), logits = new(batch.Rows, model.InputSize);
        List<HiddenLayer> encoder = Hidden(model.EncoderHidden), decoder = Hidden(model.DecoderHidden);
        var posterior = Posterior.Of(batch.Rows, model.Latent);
        memory = [x, eps, logits, .. encoder, .. decoder, posterior];

        float scale = options.Reduction == BatchReduction.Mean ? 1f / batch.Rows : 1f;
        int threads = Math.Min(team.Threads, batch.Rows);
        losses = new LossSums[threads];
        parts = [.. Enumerable.Range(0, threads).Select(thread =>
        {
            int start = batch.Rows * thread / threads, rows = (batch.Rows * (thread + 1) / threads) - start;
            return new RowsStep(
                x.Part(start, rows), eps.Part(start, rows), Rows(encoder), new(model.Heads), posterior.Part(start, rows), Rows(decoder), new(model.Output),
                logits.Part(start, rows), scale, (float)options.Beta);

            List<HiddenLayer> Rows(List<HiddenLayer> layers) => [.. layers.Select(layer => layer.Part(start, rows))];
        })];

        // In the order in which the parameters lie: each layer, what it takes, and the gradient of what it gives.
        Matrix[] inputs = [x, .. encoder.Select(layer => layer.Output), posterior.Z, .. decoder.Select(layer => layer.Output)];
        Matrix[] gradients = [.. encoder.Select(layer => layer.Gradient), posterior.Gradient, .. decoder.Select(layer => layer.Gradient), logits];
        weightGradients = [.. model.Parameters.Gradients.Chunk(2).Select((layer, i) => new WeightGradient(inputs[i], gradients[i], layer[0], layer[1], team.Threads))];

        List<HiddenLayer> Hidden(IEnumerable<LinearLayer> layers) => [.. layers.Select(layer => HiddenLayer.Of(model.Activation, layer, batch.Rows))];
    }

    public LossSums Forward()
    {
        team.Run((thread, _) =>
        {
            if (thread < parts.Length) losses[thread] = parts[thread].Forward();
        });
        return losses.Aggregate((sum, part) => sum + part);
    }

    public void Backward()
    {
        team.Run((thread, _) =>
        {
            if (thread < parts.Length) parts[thread].Backward();
        });
        team.Run((thread, _) => weightGradients.ForEach(gradient => gradient.Compute(thread)));
    }

    public void Dispose()
    {
        foreach (var part in parts.Concat(memory).Concat(weightGradients)) part.Dispose();
    }
}
