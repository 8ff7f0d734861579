using VaeOnnx.Tests.Training.Runs;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tests.Training.Evaluation;

/// <summary>Runs that are over, with latents of two and of six dimensions.</summary>
public sealed class EvaluatedRun : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public EvaluatedRun()
    {
        Flat = Trained("flat", latent: 2);
        Wide = Trained("wide", latent: 6);
    }

    public string Flat { get; }

    public string Wide { get; }

    public void Dispose() => folder.Dispose();

    private string Trained(string name, int latent)
    {
        using var run = TrainingRun.Begin(folder[name], ShortRun.Options with { Latent = latent, Epochs = 1 });
        run.Train();
        return folder[name];
    }
}
