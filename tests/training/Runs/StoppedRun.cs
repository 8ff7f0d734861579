using VaeOnnx.Data;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tests.Training.Runs;

/// <summary>
/// A run that stopped early: few data and large steps, so that the model soon knows them by heart. An epoch has three steps, and the
/// validation loss is least long before the last.
/// </summary>
public sealed class StoppedRun : IDisposable
{
    private const int Count = 192;

    private readonly TemporaryFolder folder = new();

    public StoppedRun()
    {
        var digits = SmallRun.Data.Train.Rows(0, Count);
        NpyArray.Of(digits, Count, 784).Write(folder["digits.npy"]);
        NpyArray.Of(digits, Count, 28, 28).Write(Pictures);
        Options = new()
        {
            Data = folder["digits.npy"], TestData = folder["digits.npy"], TrainCount = 160, TestCount = 32, Validation = 64,
            Hidden = [128], Latent = 4, Batch = 32, LearningRate = 2e-2, Epochs = 60, Patience = 3, Threads = 1,
        };
        using var run = TrainingRun.Begin(Path, Options);
        run.Train();
        (Kept, Last) = (run.Trainer.KeptEpoch, run.Trainer.Epoch);
    }

    public TrainingOptions Options { get; }

    public string Path => folder["whole"];

    /// <summary>The same data as pictures.</summary>
    public string Pictures => folder["pictures.npy"];

    public int Kept { get; }

    public int Last { get; }

    public void CopyTo(string path)
    {
        Directory.CreateDirectory(path);
        foreach (var file in Directory.GetFiles(Path)) File.Copy(file, System.IO.Path.Combine(path, System.IO.Path.GetFileName(file)));
    }

    public void Dispose() => folder.Dispose();
}
