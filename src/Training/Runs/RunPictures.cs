using VaeOnnx.Inference;
using VaeOnnx.Pictures;

namespace VaeOnnx.Training.Runs;

/// <summary>A run as pictures.</summary>
internal static class RunPictures
{
    /// <summary>Writes <c>reconstruction_N.png</c>, inputs over their reconstructions, and <c>sample_N.png</c>, draws of the prior; neither where data are no pictures.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: a file cannot be written.</exception>
    public static void Write(string folder, int epoch, EpochPictures pictures)
    {
        if (PictureShape.Find(pictures.Shape) is not { } shape) return;
        Write(Path.Combine(folder, $"reconstruction_{epoch}.png"), shape, pictures.Count, [.. pictures.Inputs, .. pictures.Reconstructions]);
        Write(Path.Combine(folder, $"sample_{epoch}.png"), shape, pictures.SampleColumns, pictures.Samples);
    }

    /// <summary>Writes the loss of every epoch as curves.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written.</exception>
    public static void WriteCurve(string path, IReadOnlyList<EpochMetrics> epochs)
    {
        PlotSeries Curve(string name, Func<EpochMetrics, double> loss) =>
            new(name, [.. epochs.Select(epoch => (double)epoch.Epoch)], [.. epochs.Select(loss)]);
        PlotSeries[] validation = epochs.All(epoch => epoch.Validation is not null) ? [Curve("validation", epoch => epoch.Validation!.Value)] : [];
        new Figure()
            .Curves("loss", "epoch", "nats for each datum", [Curve("train", epoch => epoch.Train), .. validation, Curve("test", epoch => epoch.Test)])
            .Curves("terms on the test set", "epoch", "nats for each datum", Curve("reconstruction", epoch => epoch.TestReconstruction), Curve("divergence", epoch => epoch.TestDivergence))
            .Write(path);
    }

    private static void Write(string path, PictureShape shape, int columns, float[] pictures)
    {
        int count = pictures.Length / shape.Length;
        var grid = new PictureGrid(shape, count, columns);
        for (int i = 0; i < count; i++) grid.Add(pictures.AsSpan(i * shape.Length, shape.Length));
        grid.Write(path);
    }
}
