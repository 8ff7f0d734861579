using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Models;

namespace VaeOnnx.Tests.Training;

/// <summary>Runs of seconds: 2,000 images, one thread.</summary>
internal static class SmallRun
{
    public static TrainingOptions Options { get; } = new()
    {
        Data = Fixtures.Path("mnist"), TrainCount = 2000, TestCount = 500, Hidden = [64], Latent = 8, Epochs = 2, Threads = 1,
    };

    private static readonly Lazy<TrainingData> Images = new(() => TrainingData.Load(Options));

    public static TrainingData Data => Images.Value;

    public static Trainer Trainer(TrainingOptions? options = null, TrainingState? state = null) => new(options ?? Options, Data, state);

    public static float[] Weights(this Trainer trainer) => trainer.Model.Parameters.Values.ToArray();
}
