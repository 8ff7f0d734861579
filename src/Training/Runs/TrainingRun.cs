using System.Text.Json.Nodes;
using VaeOnnx.Export;
using VaeOnnx.Inference;
using VaeOnnx.Training.Data;

namespace VaeOnnx.Training.Runs;

/// <summary>
/// A training run with all that it leaves in its folder: options, state, losses, pictures, the model and its verified ONNX pair.
/// </summary>
/// <remarks>
/// After each epoch everything but the pair is written, the state last: a run that is cut off anywhere goes on from the last state
/// to the very files it would have come to.
/// </remarks>
public sealed class TrainingRun : IDisposable
{
    private readonly RunFolder folder;
    private readonly List<EpochMetrics> metrics;
    private readonly EventFile events;

    private TrainingRun(RunFolder folder, Trainer trainer, IEnumerable<EpochMetrics> metrics)
    {
        this.folder = folder;
        Trainer = trainer;
        this.metrics = [.. metrics];
        events = new EventFile(folder.Events);
    }

    /// <summary>What trains: its model, its data, and an event for each step.</summary>
    public Trainer Trainer { get; }

    /// <summary>The epochs that are over.</summary>
    public IReadOnlyList<EpochMetrics> Metrics => metrics;

    /// <summary>Begins a run.</summary>
    /// <param name="directory">Its folder; absent or empty.</param>
    /// <param name="options">The options.</param>
    /// <param name="cancellation">Ends the reading of the data; nothing is written then.</param>
    /// <exception cref="VaeOnnxException">
    /// <see cref="ErrorKind.Usage"/>: an option that cannot be, or a folder that holds something. <see cref="ErrorKind.Input"/>: the
    /// data cannot be used. <see cref="ErrorKind.Output"/>: the folder cannot be written.
    /// </exception>
    public static TrainingRun Begin(string directory, TrainingOptions options, CancellationToken cancellation = default)
    {
        options.Validate();
        var folder = new RunFolder(directory);
        folder.EnsureNew();
        options = Absolute(options);
        return Open(folder, new Trainer(options, TrainingData.Load(options, cancellation)), [], isNew: true);
    }

    /// <summary>Goes on with a run that was interrupted, or further than it was meant to go.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="change">From the options of the run to those to go on with; only the epochs, the patience, the threads and where the data are may change.</param>
    /// <param name="cancellation">Ends the reading of the data; nothing is written then.</param>
    /// <exception cref="VaeOnnxException">
    /// <see cref="ErrorKind.Usage"/>: another option changes. <see cref="ErrorKind.Input"/>: there is no run, or a file of it is damaged.
    /// </exception>
    public static TrainingRun Resume(string directory, Func<TrainingOptions, TrainingOptions>? change = null, CancellationToken cancellation = default)
    {
        var folder = new RunFolder(directory);
        if (!File.Exists(folder.Checkpoint))
            throw new VaeOnnxException(ErrorKind.Input, $"{directory}: holds no run to go on with: there is no checkpoint.safetensors.");
        var state = TrainingState.Read(folder.Checkpoint);
        var options = Absolute(change?.Invoke(state.Options) ?? state.Options);
        options.Validate();
        EnsureSame(state.Options, options, directory);

        // A run that was cut off after its losses were written and before its state was does that epoch again.
        var metrics = File.Exists(folder.Metrics) ? MetricsFile.Read(folder.Metrics).Where(epoch => epoch.Epoch <= state.Epoch) : [];
        return Open(folder, new Trainer(options, TrainingData.Load(options, cancellation), state), metrics, isNew: false);
    }

    /// <summary>Trains to the last epoch, or until the patience is at an end, and exports the model: the weights of <see cref="Trainer.KeptEpoch"/>.</summary>
    /// <param name="epochOver">Is told of each epoch after its files are written.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    /// <returns>The export: what was verified.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the state is saved, and <see cref="Resume"/> goes on from the very step.</exception>
    /// <exception cref="NonFiniteLossException">The loss is no number any more; the last state is as it was.</exception>
    /// <exception cref="VaeOnnxException">A file cannot be written, or the exported graphs do not hold.</exception>
    public ExportReport Train(Action<EpochResult>? epochOver = null, CancellationToken cancellation = default)
    {
        try
        {
            while (!Trainer.IsOver)
            {
                var epoch = Trainer.RunEpoch(cancellation);
                Write(epoch);
                epochOver?.Invoke(epoch);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Trainer.Save(folder.Checkpoint);
            throw;
        }

        return VaeExporter.Export(folder.Model, folder.Onnx, cancellation: cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        events.Dispose();
        Trainer.Dispose();
    }

    private static TrainingRun Open(RunFolder folder, Trainer trainer, IEnumerable<EpochMetrics> metrics, bool isNew)
    {
        TrainingRun? run = null;
        try
        {
            folder.Create();
            folder.WriteConfig(trainer.Options);
            if (trainer.Data.Train.ClassNames is { } names) folder.WriteClasses(names);
            if (isNew) trainer.Save(folder.Checkpoint);
            run = new(folder, trainer, metrics);
            foreach (var epoch in run.metrics) run.events.Add(epoch);
            return run;
        }
        catch
        {
            if (run is null)
                trainer.Dispose();
            else
                run.Dispose();
            throw;
        }
    }

    private void Write(EpochResult epoch)
    {
        metrics.Add(EpochMetrics.Of(epoch));
        MetricsFile.Write(folder.Metrics, metrics);
        events.Add(metrics[^1]);
        RunPictures.Write(folder.Path, epoch.Epoch, epoch.Pictures);
        RunPictures.WriteCurve(folder.Curve, metrics);
        Trainer.WriteModel(folder.Path);
        Trainer.Save(folder.Checkpoint);
    }

    /// <summary>A run goes on from any current folder.</summary>
    private static TrainingOptions Absolute(TrainingOptions options) => options with
    {
        Data = options.Data is { } data ? Path.GetFullPath(data) : null,
        TestData = options.TestData is { } test ? Path.GetFullPath(test) : null,
    };

    private static void EnsureSame(TrainingOptions before, TrainingOptions after, string directory)
    {
        var was = Fixed(before);
        var differing = Fixed(after).Where(option => !JsonNode.DeepEquals(option.Value, was[option.Key])).ToList();
        if (differing.Count == 0) return;
        var words = differing.Select(option => $"{option.Key} is {Text(was[option.Key])}, not {Text(option.Value)}");
        throw new VaeOnnxException(
            ErrorKind.Usage, $"{directory}: the run there is another: {string.Join("; ", words)}. A run goes on with the options it began with; begin another with a new --out.");

        static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";
    }

    /// <summary>The options that make a run what it is; of a cosine the length is one of them.</summary>
    private static JsonObject Fixed(TrainingOptions options) =>
        JsonNode.Parse(TrainingConfig.ToJson(options with { Epochs = options.Schedule == Schedule.Cosine ? options.Epochs : 1, Patience = null, Threads = 0, Data = null, TestData = null }))!.AsObject();
}
