using VaeOnnx.Training.Models;
using VaeOnnx.Training.Objectives;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Steps;

/// <summary>The step of any model and objective, by TorchSharp's autograd.</summary>
internal sealed class AutogradStep(VaeModel model, TrainingOptions options) : GradientStep
{
    private Tensor? loss;

    public override LossSums Forward(Batch batch)
    {
        loss?.Dispose();
        using var scope = NewDisposeScope();
        var (mean, logvar, terms) = Terms(batch);
        var (reconstruction, divergence) = (terms.Reconstruction.sum(), terms.Divergence.sum());
        var descended = options.FreeBits > 0 ? FreeBits.Divergence(mean, logvar, options.FreeBits) : divergence;
        loss = reconstruction + (options.Beta * batch.WarmUp * descended);
        if (options.Reduction == BatchReduction.Mean) loss /= batch.Rows;
        loss = loss.DetachFromDisposeScope();
        return new(reconstruction.item<float>(), divergence.item<float>());
    }

    public override void Backward()
    {
        model.Parameters.GradientValues.Clear(); // Autograd adds to what is there.
        loss!.backward();
    }

    public override void Dispose() => loss?.Dispose();

    private (Tensor Mean, Tensor LogVar, ElboTerms Terms) Terms(Batch batch)
    {
        var given = model.Classes > 0 ? model.Given(batch.Y) : model;
        model.Training = true;
        try
        {
            var (mean, logvar) = given.Encode(batch.X);
            return (mean, logvar, Elbo.Terms(given, batch.X, batch.Eps, mean, logvar, options.Estimator));
        }
        finally
        {
            model.Training = false;
        }
    }
}
