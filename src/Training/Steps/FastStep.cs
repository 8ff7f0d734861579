using VaeOnnx.Training.Models;
using VaeOnnx.Training.Steps.Fast;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Steps;

/// <summary>
/// The step of an MLP with a Bernoulli decoder, one draw and the analytic divergence, written out: libtorch multiplies matrices into
/// memory that is kept, and what lies between two products is one pass. Each thread takes its rows of the batch forward and back, then
/// its rows of each weight's gradient, so that threads wait for each other three times in a step and not at every product.
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
        if (!steps.TryGetValue(batch, out current))
        {
            using var noGrad = no_grad();
            steps[batch] = current = new(model, options, batch, team);
        }

        return current.Forward();
    }

    public override void Backward() => current!.Backward();

    public override void Dispose()
    {
        foreach (var step in steps.Values) step.Dispose();
    }
}
