namespace VaeOnnx.Training.Steps;

/// <summary>Computes the loss of a batch and leaves its gradients in the model's buffer.</summary>
internal abstract class GradientStep : IDisposable
{
    /// <summary>The loss of a batch before anything is changed.</summary>
    public abstract LossSums Forward(Batch batch);

    /// <summary>The gradients of that loss.</summary>
    public abstract void Backward();

    public abstract void Dispose();
}

/// <summary>The terms of a loss, summed over data.</summary>
internal readonly record struct LossSums(double Reconstruction, double Divergence)
{
    public static LossSums operator +(LossSums a, LossSums b) => new(a.Reconstruction + b.Reconstruction, a.Divergence + b.Divergence);

    public LossTerms Average(int count, double beta) =>
        new((Reconstruction + (beta * Divergence)) / count, Reconstruction / count, Divergence / count);
}
