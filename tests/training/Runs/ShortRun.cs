using VaeOnnx.Training;

namespace VaeOnnx.Tests.Training.Runs;

/// <summary>A run of ten steps.</summary>
internal static class ShortRun
{
    public static TrainingOptions Options { get; } = SmallRun.Options with { TrainCount = 320, TestCount = 96, Hidden = [32], Latent = 4, Batch = 64 };
}
