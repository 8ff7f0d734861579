using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;

namespace VaeOnnx.Tests.Training.Runs;

/// <summary>A run that takes a second: few pictures, a narrow model.</summary>
internal static class SmallRun
{
    public static TrainingOptions Options { get; } = new()
    {
        Data = Fixtures.Path("mnist"),
        TrainCount = 320,
        TestCount = 96,
        Hidden = [32],
        Latent = 4,
        Batch = 64,
        Epochs = 2,
        Threads = 1,
    };
}
