namespace VaeOnnx.Training;

/// <summary>When a run is over: after its epochs, or when the validation loss has not fallen for as many epochs as it may wait.</summary>
internal static class EarlyStopping
{
    /// <summary>Whether no further epoch is trained.</summary>
    public static bool IsOver(TrainingOptions options, int epoch, KeptWeights? kept) => epoch >= options.Epochs || Applies(options, epoch, kept);

    /// <summary>Whether the patience is at an end. Epochs of warm-up do not count: the objective still moves.</summary>
    public static bool Applies(TrainingOptions options, int epoch, KeptWeights? kept) =>
        kept is not null && options.Patience is { } patience && epoch - Math.Max(kept.Epoch, options.WarmUpEpochs) >= patience;
}
