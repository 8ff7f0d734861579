namespace VaeOnnx.Training.Optimizers;

/// <summary>The step size of an epoch, as PyTorch's <c>StepLR</c>, <c>ExponentialLR</c> and <c>CosineAnnealingLR</c> stepped once an epoch.</summary>
internal static class LearningRateSchedule
{
    /// <param name="options">The schedule and the step size that it begins with.</param>
    /// <param name="epoch">Epochs that are over.</param>
    public static double At(TrainingOptions options, int epoch) => options.LearningRate * options.Schedule switch
    {
        Schedule.Constant => 1,
        Schedule.Step => Math.Pow(options.ScheduleFactor, epoch / options.ScheduleEpochs),
        Schedule.Exponential => Math.Pow(options.ScheduleFactor, epoch),
        Schedule.Cosine => (1 + Math.Cos(Math.PI * epoch / options.Epochs)) / 2,
        _ => throw new InvalidOperationException($"{options.Schedule}"),
    };
}
