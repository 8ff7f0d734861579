using System.Globalization;
using System.Runtime.InteropServices;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Inference;
using VaeOnnx.Training.Steps;

namespace VaeOnnx.Training;

/// <summary>All that a run needs to go on to the very weights that it would have come to: a safetensors file.</summary>
public sealed class TrainingState
{
    private const string Config = "vae.config";
    private const string KeptParameters = "kept_parameters";
    private const string KeptStatistics = "kept_statistics";

    internal TrainingState()
    {
    }

    /// <summary>The options of the run.</summary>
    public TrainingOptions Options { get; internal init; } = new();

    /// <summary>Epochs that are over.</summary>
    public int Epoch { get; internal init; }

    /// <summary>Batches of the epoch under way that are done; 0 between two epochs.</summary>
    public int Batch { get; internal init; }

    /// <summary>What the epoch under way is shuffled by.</summary>
    internal long ShuffleSeed { get; init; }

    /// <summary>The losses of the epoch under way.</summary>
    internal LossSums Sums { get; init; }

    /// <summary>Steps of the optimiser.</summary>
    internal long Steps { get; init; }

    /// <summary>torch's state of the generator: [5056].</summary>
    internal byte[] Generator { get; init; } = [];

    /// <summary>The parameters: [P].</summary>
    internal float[] Parameters { get; init; } = [];

    /// <summary>Running statistics of batch norms.</summary>
    internal float[] Statistics { get; init; } = [];

    /// <summary>What the optimiser remembers: [P] each.</summary>
    internal IReadOnlyList<(string Name, float[] Values)> Optimizer { get; init; } = [];

    /// <summary>The weights of the least validation loss; null without a validation set, and before the first epoch is over.</summary>
    internal KeptWeights? Kept { get; init; }

    /// <summary>Whether no further epoch is to be trained.</summary>
    public bool IsOver => EarlyStopping.IsOver(Options, Epoch, Kept);

    /// <summary>Writes the file, or leaves an existing one untouched if that fails.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: it cannot be written.</exception>
    public void Write(string path) => SafetensorsWriter.Write(
        path,
        [
            Single("parameters", Parameters),
            Single("statistics", Statistics),
            .. Optimizer.Select(state => Single(state.Name, state.Values)),
            .. Kept is null ? [] : new[] { Single(KeptParameters, Kept.Parameters), Single(KeptStatistics, Kept.Statistics) },
            ("generator", ElementType.UInt8, [Generator.Length], Generator),
        ],
        new Dictionary<string, string>
        {
            [Config] = TrainingConfig.ToJson(Options),
            ["vae.epoch"] = Text(Epoch),
            ["vae.batch"] = Text(Batch),
            ["vae.shuffle_seed"] = Text(ShuffleSeed),
            ["vae.reconstruction"] = Text(BitConverter.DoubleToInt64Bits(Sums.Reconstruction)),
            ["vae.divergence"] = Text(BitConverter.DoubleToInt64Bits(Sums.Divergence)),
            ["vae.steps"] = Text(Steps),
            ["vae.kept_epoch"] = Text(Kept?.Epoch ?? 0),
            ["vae.kept_loss"] = Text(BitConverter.DoubleToInt64Bits(Kept?.Loss ?? 0)),
        });

    /// <summary>Reads the file.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Input"/>: it cannot be read, or is no state of a run.</exception>
    public static TrainingState Read(string path)
    {
        using var file = Checkpoint.Open(path);
        if (!file.Metadata.TryGetValue(Config, out var config))
            throw new VaeOnnxException(ErrorKind.Input, $"{path}: is no state of a training run; --resume goes on from the checkpoint.safetensors of one.");
        var options = TrainingConfig.Parse(config, path);
        float[] parameters = Singles(file, "parameters"), statistics = Singles(file, "statistics");
        int epoch = (int)Number(file, "vae.epoch", int.MaxValue);
        return new()
        {
            Options = options,
            Epoch = epoch,
            Batch = (int)Number(file, "vae.batch", int.MaxValue),
            ShuffleSeed = Number(file, "vae.shuffle_seed", long.MaxValue, long.MinValue),
            Sums = new(Real(file, "vae.reconstruction"), Real(file, "vae.divergence")),
            Steps = Number(file, "vae.steps", long.MaxValue),
            Generator = GeneratorState(file),
            Parameters = parameters,
            Statistics = statistics,
            Optimizer = [.. Optimizers.Optimizer.Of(options, count: 0).State.Select(state => (state.Name, Singles(file, state.Name, parameters.Length)))],
            Kept = options.Validation is null || epoch == 0
                ? null
                : new(
                    (int)Number(file, "vae.kept_epoch", epoch, least: 1),
                    Real(file, "vae.kept_loss"),
                    Singles(file, KeptParameters, parameters.Length),
                    Singles(file, KeptStatistics, statistics.Length)),
        };
    }

    private static (string Name, ElementType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data) Single(string name, float[] values) =>
        (name, ElementType.Float32, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static double Real(Checkpoint file, string key) => BitConverter.Int64BitsToDouble(Number(file, key, long.MaxValue, long.MinValue));

    private static long Number(Checkpoint file, string key, long greatest, long least = 0) =>
        file.Metadata.TryGetValue(key, out var text)
        && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
        && value >= least && value <= greatest
            ? value
            : throw Broken(file, $"has no \"{key}\" that is a number");

    private static CheckpointTensor Tensor(Checkpoint file, string name, ElementType type) =>
        file.Tensors.FirstOrDefault(tensor => tensor.FullName == name && tensor.Type == type && tensor.Shape.Count == 1)
        ?? throw Broken(file, $"has no \"{name}\" that is a row of {type}");

    private static float[] Singles(Checkpoint file, string name)
    {
        var tensor = Tensor(file, name, ElementType.Float32);
        var values = new float[tensor.Count];
        tensor.CopyTo(values);
        return values.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0 ? values : throw Broken(file, $"\"{name}\" has a value that is not finite");
    }

    private static float[] Singles(Checkpoint file, string name, int length)
    {
        var values = Singles(file, name);
        return values.Length == length ? values : throw Broken(file, $"\"{name}\" has {values.Length} values, not {length}");
    }

    private static byte[] GeneratorState(Checkpoint file)
    {
        var state = Tensor(file, "generator", ElementType.UInt8).ReadBytes().ToArray();
        try
        {
            new TorchRandom(0).SetState(state);
            return state;
        }
        catch (ArgumentException error)
        {
            throw Broken(file, error.Message);
        }
    }

    private static VaeOnnxException Broken(Checkpoint file, string what) =>
        new(ErrorKind.Input, $"{file.Path}: {what}; it was not written by a training run, or is damaged.");
}
