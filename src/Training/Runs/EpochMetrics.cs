namespace VaeOnnx.Training.Runs;

/// <summary>A line of <c>metrics.jsonl</c>: losses in nats for each datum.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Train">Loss over the training set, of each batch before its step.</param>
/// <param name="Test">Loss over the test set after the epoch.</param>
/// <param name="TrainReconstruction">−log p(x|z), training set.</param>
/// <param name="TrainDivergence">Divergence from the prior, training set.</param>
/// <param name="TestReconstruction">−log p(x|z), test set.</param>
/// <param name="TestDivergence">Divergence from the prior, test set.</param>
/// <param name="Seconds">Of the training pass alone.</param>
/// <param name="Time">When it was over, seconds since 1970.</param>
/// <param name="Validation">Loss over the validation set after the epoch; null without one.</param>
/// <param name="ValidationReconstruction">−log p(x|z), validation set.</param>
/// <param name="ValidationDivergence">Divergence from the prior, validation set.</param>
public sealed record EpochMetrics(
    int Epoch,
    double Train,
    double Test,
    double TrainReconstruction,
    double TrainDivergence,
    double TestReconstruction,
    double TestDivergence,
    double Seconds,
    double Time,
    double? Validation = null,
    double? ValidationReconstruction = null,
    double? ValidationDivergence = null)
{
    internal static EpochMetrics Of(EpochResult epoch) => new(
        epoch.Epoch,
        epoch.Train.Loss,
        epoch.Test.Loss,
        epoch.Train.Reconstruction,
        epoch.Train.Divergence,
        epoch.Test.Reconstruction,
        epoch.Test.Divergence,
        epoch.Seconds,
        EventFile.Now(),
        epoch.Validation?.Loss,
        epoch.Validation?.Reconstruction,
        epoch.Validation?.Divergence);
}
