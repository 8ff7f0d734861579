using VaeOnnx.Tests.Training.Runs;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tests.Training.Evaluation;

/// <summary>Runs that are over: with latents of two and of six dimensions, and conditional ones.</summary>
public sealed class EvaluatedRun : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public EvaluatedRun()
    {
        Flat = Trained("flat", ShortRun.Options with { Latent = 2 });
        Wide = Trained("wide", ShortRun.Options with { Latent = 6 });
        Conditional = Trained("conditional", ShortRun.Options with { Latent = 2, Conditional = true });
        ConditionalConvolutional = Trained("conditional-conv", ShortRun.Options with { Latent = 3, Conditional = true, Channels = [2, 4] });
    }

    public string Flat { get; }

    public string Wide { get; }

    public string Conditional { get; }

    public string ConditionalConvolutional { get; }

    public void Dispose() => folder.Dispose();

    private string Trained(string name, TrainingOptions options)
    {
        using var run = TrainingRun.Begin(folder[name], options with { Epochs = 1 });
        run.Train();
        return folder[name];
    }
}
