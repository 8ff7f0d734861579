using VaeOnnx.Training.Models;
using VaeOnnx.Training.Steps.Fast;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Steps;

/// <summary>
/// The step of an MLP with a Bernoulli decoder, one draw and the analytic divergence, written out: libtorch multiplies matrices into
/// memory that is kept, and everything between two products is one pass on the same threads.
/// </summary>
internal sealed class FastStep(MlpVae model, TrainingOptions options, ThreadTeam team) : GradientStep
{
    private readonly Dictionary<Batch, BatchStep> steps = [];
    private BatchStep? current;

    public static bool Covers(VaeModel model, TrainingOptions options) =>
        model is MlpVae && options is
        {
            Conditional: false, Likelihood: LikelihoodKind.Bernoulli, Samples: 1, Estimator: ElboEstimator.Analytic, WarmUpEpochs: 0, FreeBits: 0,
            Step: StepKind.Auto,
        };

    public override LossSums Forward(Batch batch)
    {
        using var noGrad = no_grad();
        if (!steps.TryGetValue(batch, out current)) steps[batch] = current = new(model, options, batch, team);
        return current.Forward();
    }

    public override void Backward()
    {
        using var noGrad = no_grad();
        current!.Backward();
    }

    public override void Dispose()
    {
        foreach (var step in steps.Values) step.Dispose();
    }
}
