using System.Numerics.Tensors;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Steps.Fast;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Steps;

/// <summary>
/// The step of an MLP with a Bernoulli decoder, one draw and the analytic divergence, written out: libtorch multiplies matrices into
/// memory that is kept, and what lies between two products is one pass. Each thread takes its rows of the batch all the way, so that the
/// threads wait for each other twice in a step and not at every product; their gradients are added in their order.
/// </summary>
internal sealed class FastStep : GradientStep
{
    private readonly MlpVae model;
    private readonly TrainingOptions options;
    private readonly ThreadTeam team;

    /// <summary>One a thread; the first one's is the model's own.</summary>
    private readonly List<FlatBuffer> gradients;

    private readonly Dictionary<Batch, RowsStep[]> steps = [];
    private readonly LossSums[] losses;
    private RowsStep[] current = [];

    public FastStep(MlpVae model, TrainingOptions options, ThreadTeam team)
    {
        (this.model, this.options, this.team) = (model, options, team);
        gradients = [model.Parameters.Gradient, .. Enumerable.Range(1, team.Threads - 1).Select(_ => model.Parameters.Gradient.Another())];
        losses = new LossSums[team.Threads];
    }

    public static bool Covers(VaeModel model, TrainingOptions options) =>
        model is MlpVae && options is { Samples: 1, Estimator: ElboEstimator.Analytic, Step: StepKind.Auto };

    public override LossSums Forward(Batch batch)
    {
        using var noGrad = no_grad();
        if (!steps.TryGetValue(batch, out var parts)) steps[batch] = parts = Parts(batch);
        current = parts;
        team.Run((thread, _) => losses[thread] = thread < parts.Length ? parts[thread].Forward() : default);
        return losses.Aggregate((sum, part) => sum + part);
    }

    public override void Backward()
    {
        var parts = current;
        team.Run((thread, _) =>
        {
            if (thread < parts.Length) parts[thread].Backward();
        });
        if (parts.Length == 1) return;
        team.Split(model.Parameters.Count, FlatBuffer.Alignment, (start, end) =>
        {
            var sum = gradients[0].Values[start..end];
            for (int part = 1; part < parts.Length; part++) TensorPrimitives.Add(sum, gradients[part].Values[start..end], sum);
        });
    }

    public override void Dispose()
    {
        foreach (var part in steps.Values.SelectMany(parts => parts)) part.Dispose();
        foreach (var gradient in gradients.Skip(1)) gradient.Dispose();
    }

    private RowsStep[] Parts(Batch batch)
    {
        int parts = Math.Min(team.Threads, batch.Rows);
        return [.. Enumerable.Range(0, parts).Select(part =>
        {
            int start = batch.Rows * part / parts, end = batch.Rows * (part + 1) / parts;
            return new RowsStep(model, options, batch, start, end - start, gradients[part]);
        })];
    }
}
