namespace VaeOnnx.Training.Evaluation;

/// <summary>What others have reported of MNIST, to stand beside a run's own figures.</summary>
public static class ReportedFigures
{
    /// <summary>The figures: what was measured, in nats for each datum, of which model on which data, and by whom.</summary>
    public static IReadOnlyList<ReportedFigure> All { get; } =
    [
        new("log-likelihood, k = 5000", -86.76, "784-200-200-50, tanh, trained with k = 1; MNIST binarised anew for each epoch", "Burda, Grosse and Salakhutdinov, 2015, table 1"),
        new("log-likelihood, k = 5000", -88.71, "the same; MNIST binarised once", "Burda, Grosse and Salakhutdinov, 2015, appendix D"),
        new("ELBO", -104, "784-500-20, 10 epochs; binarised MNIST", "google/flax examples/vae, README"),
    ];
}

/// <summary>A figure that somebody else has reported.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">In nats for each datum; about.</param>
/// <param name="Model">Of which model, on which data.</param>
/// <param name="Source">By whom.</param>
public sealed record ReportedFigure(string What, double Value, string Model, string Source);
