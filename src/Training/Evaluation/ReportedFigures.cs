namespace VaeOnnx.Training.Evaluation;

/// <summary>What others have reported of MNIST, to stand beside a run's own figures.</summary>
public static class ReportedFigures
{
    /// <summary>The figures: what was measured, in nats for each datum, of which model on which data, and by whom.</summary>
    public static IReadOnlyList<ReportedFigure> All { get; } =
    [
        new("log-likelihood, k = 5000", -86.8, "one stochastic layer, trained with k = 1; binarised MNIST", "Burda, Grosse and Salakhutdinov, 2015"),
        new("ELBO", -104, "784-500-20, 10 epochs; binarised MNIST", "google/flax examples/vae, README"),
    ];
}

/// <summary>A figure that somebody else has reported.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">In nats for each datum; about.</param>
/// <param name="Model">Of which model, on which data.</param>
/// <param name="Source">By whom.</param>
public sealed record ReportedFigure(string What, double Value, string Model, string Source);
