using System.Diagnostics;
using VaeOnnx.Inference;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Objectives;
using VaeOnnx.Training.Optimizers;
using VaeOnnx.Training.Steps;
using VaeOnnx.Training.Steps.Fast;
using static TorchSharp.torch;

namespace VaeOnnx.Training;

/// <summary>
/// Trains a model, an epoch at a time. All draws come from one generator in the order of the Python program: the weights, and in each
/// epoch the order of the data, eps of each batch, eps of each test batch, and the samples of the picture.
/// </summary>
/// <remarks>For one thread. The number of threads of libtorch is set for the process.</remarks>
public sealed class Trainer : IDisposable
{
    private const int PictureInputs = 8;
    private const int PictureSamples = 64;
    private const int PictureColumns = 8;
    private const int DrawsForClasses = 10;

    private readonly TorchRandom random;
    private readonly Optimizer optimizer;
    private readonly GradientStep step;

    private readonly ThreadTeam team;

    /// <summary>By the number of data: the last one of an epoch may have fewer.</summary>
    private readonly Dictionary<int, Batch> batches = [];

    private long shuffleSeed;
    private LossSums sums;
    private KeptWeights? kept;

    /// <summary>Begins a run, or goes on with one.</summary>
    /// <param name="options">The options; those of <paramref name="state"/>, with another number of epochs perhaps.</param>
    /// <param name="data">What <see cref="TrainingData.Load"/> makes of the options.</param>
    /// <param name="state">Where the run stopped, or null.</param>
    /// <exception cref="VaeOnnxException">
    /// <see cref="ErrorKind.Usage"/>: an option that cannot be. <see cref="ErrorKind.Input"/>: the state is of another model.
    /// </exception>
    public Trainer(TrainingOptions options, TrainingData data, TrainingState? state = null)
    {
        options.Validate();
        (Options, Data) = (options, data);
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        set_num_threads(threads);
        FreedMemory.Keep();
        team = new ThreadTeam(threads);

        random = new TorchRandom(options.Seed);
        Model = NewModel(options, data);
        optimizer = Optimizer.Of(options, Model.Parameters.Values.Length);
        step = Model is MlpVae mlp && FastStep.Covers(mlp, options) ? new FastStep(mlp, options, team) : new AutogradStep(Model, options);
        try
        {
            if (state is null)
                InitialWeights.Set(Model, options.Init, random, options.Seed);
            else
                Restore(state);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A step is done.</summary>
    public event Action<StepProgress>? Stepped;

    /// <summary>The options of the run.</summary>
    public TrainingOptions Options { get; }

    /// <summary>The data of the run.</summary>
    public TrainingData Data { get; }

    /// <summary>The model as it is now.</summary>
    public VaeModel Model { get; }

    /// <summary>Epochs that are over.</summary>
    public int Epoch { get; private set; }

    /// <summary>Batches of the epoch under way that are done; 0 between two epochs.</summary>
    public int Batch { get; private set; }

    /// <summary>Whether no further epoch is to be trained: all are over, or the patience is at an end.</summary>
    public bool IsOver => EarlyStopping.IsOver(Options, Epoch, kept);

    /// <summary>Whether the loss of the validation set has not fallen for as many epochs as the patience.</summary>
    public bool StoppedEarly => EarlyStopping.Applies(Options, Epoch, kept);

    /// <summary>The epoch of the least validation loss, or without a validation set the last one: <see cref="WriteModel"/> writes its weights.</summary>
    public int KeptEpoch => kept?.Epoch ?? Epoch;

    /// <summary>The least validation loss so far; null without a validation set, and before the first epoch is over.</summary>
    public double? LeastValidationLoss => kept?.Loss;

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch => Options.DropLast
        ? Data.Train.Count / Options.Batch
        : (Data.Train.Count + Options.Batch - 1) / Options.Batch;

    /// <summary>Trains to the end of the epoch under way, then validates and tests.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two steps: <see cref="Save"/> keeps the place.</exception>
    /// <exception cref="NonFiniteLossException">The loss is no number any more.</exception>
    public EpochResult RunEpoch(CancellationToken cancellation = default)
    {
        long started = Stopwatch.GetTimestamp();
        TrainingPass(started, cancellation);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        int trained = Options.DropLast ? StepsPerEpoch * Options.Batch : Data.Train.Count;
        var train = sums.Average(trained, Options.Beta);
        LossTerms? validation = Data.Validation is { } set ? Loss(set, "the validation set", new TorchRandom(Options.ValidationSeed)) : null;
        var (test, pictures) = TestPass();
        (Epoch, Batch, sums) = (Epoch + 1, 0, default);
        if (validation is { Loss: var loss } && (kept is null || loss < kept.Loss)) kept = KeptWeights.Of(Model, Epoch, loss);
        return new(Epoch, train, validation, test, seconds, pictures);
    }

    /// <summary>Writes the state of the run, to go on from.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: the file cannot be written; an older one is as it was.</exception>
    public void Save(string path) => new TrainingState
    {
        Options = Options,
        Epoch = Epoch,
        Batch = Batch,
        ShuffleSeed = shuffleSeed,
        Sums = sums,
        Steps = optimizer.Steps,
        Generator = random.GetState(),
        Parameters = Model.Parameters.Values.ToArray(),
        Statistics = Model.Statistics.ToArray(),
        Optimizer = optimizer.State,
        Kept = kept,
    }.Write(path);

    /// <summary>
    /// Writes <c>model.bin</c> (TorchSharp's format), <c>model.safetensors</c> and <c>model.json</c> (the architecture), with the weights of
    /// <see cref="KeptEpoch"/>.
    /// </summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: a file cannot be written.</exception>
    public void WriteModel(string folder)
    {
        var last = KeptWeights.Of(Model);
        UseKept();
        try
        {
            ModelFiles.Write(folder, Model, Options, Data.Train.Shape);
        }
        finally
        {
            last.CopyTo(Model);
        }
    }

    /// <summary>Reconstructs data through the posterior's mean.</summary>
    /// <param name="data">[count, input]</param>
    /// <param name="labels">Of a conditional model: [count]</param>
    /// <returns>The means of x: [count, input]</returns>
    public float[] Reconstruct(ReadOnlySpan<float> data, ReadOnlySpan<byte> labels = default)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var model = Model.Classes > 0 ? Given(labels) : Model;
        return Means(model.Decode(model.Encode(Rows(data, Model.InputSize)).Mean));
    }

    /// <summary>Decodes latent points.</summary>
    /// <param name="z">[count, latent]</param>
    /// <param name="labels">Of a conditional model: [count]</param>
    /// <returns>The means of x: [count, input]</returns>
    public float[] Decode(ReadOnlySpan<float> z, ReadOnlySpan<byte> labels = default)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return Means((Model.Classes > 0 ? Given(labels) : Model).Decode(Rows(z, Model.Latent)));
    }

    /// <summary>The model takes the weights of <see cref="KeptEpoch"/>, to be looked at and not to train on.</summary>
    internal void UseKept() => kept?.CopyTo(Model);

    /// <inheritdoc/>
    public void Dispose()
    {
        step.Dispose();
        foreach (var batch in batches.Values) batch.Dispose();
        Model.Dispose();
    }

    private static VaeModel NewModel(TrainingOptions options, TrainingData data)
    {
        int classes = options.Conditional ? Classes(data) : 0;
        if (options.Channels.Count == 0)
            return new MlpVae(data.Train.Size, options.Hidden, options.Latent, options.Activation, options.Family, DecoderLikelihood.Of(options), classes);
        return data.Train.Shape switch
        {
            [var height, var width] => new ConvVae([1, height, width], options, classes),
            [var channels, _, _] shape when channels is 1 or 3 => new ConvVae(shape, options, classes),
            var shape => throw new VaeOnnxException(
                ErrorKind.Input, $"{data.Train.Source}: has data of the shape [{string.Join(", ", shape)}]; convolutions take [height, width] or [1 or 3, height, width]."),
        };
    }

    private void TrainingPass(long started, CancellationToken cancellation)
    {
        if (Batch == 0)
        {
            // Before the draw: a state between two epochs has its generator before it, too.
            cancellation.ThrowIfCancellationRequested();
            shuffleSeed = EpochOrder.ShuffleSeed(random);
        }

        var order = EpochOrder.Of(shuffleSeed, Data.Train.Count);
        int first = Batch;
        while (Batch < StepsPerEpoch)
        {
            if (Batch > 0) cancellation.ThrowIfCancellationRequested();
            int start = Batch * Options.Batch, count = Math.Min(Options.Batch, Data.Train.Count - start);
            var losses = Step(order.AsMemory(start, count));
            sums += losses;
            Batch++;
            if (Stepped is { } stepped)
            {
                double rate = (start + count - ((double)first * Options.Batch)) / Stopwatch.GetElapsedTime(started).TotalSeconds;
                stepped(new(Epoch + 1, Batch, StepsPerEpoch, losses.Average(count, Options.Beta), rate));
            }
        }
    }

    private LossSums Step(ReadOnlyMemory<int> rows)
    {
        var batch = Fill(rows);
        var losses = step.Forward(batch);
        if (!double.IsFinite(losses.Reconstruction + (Options.Beta * losses.Divergence)))
            throw NonFinite(losses, batch);
        step.Backward();
        if (Options.ClipNorm is { } greatest) GradientClipping.Clip(Model.Parameters, greatest);
        optimizer.LearningRate = LearningRateSchedule.At(Options, Epoch);
        optimizer.Step(Model.Parameters, team);
        return losses;
    }

    /// <summary>One thread draws eps, which are a sequence; the others gather the data.</summary>
    private Batch Fill(ReadOnlyMemory<int> rows)
    {
        if (!batches.TryGetValue(rows.Length, out var batch))
            batches[rows.Length] = batch = new(rows.Length, Data.Train.Size, Options.Samples, Options.Latent, Model.Classes);
        batch.WarmUp = Options.WarmUpEpochs == 0 ? 1 : Math.Min(1, optimizer.Steps / ((double)Options.WarmUpEpochs * StepsPerEpoch));
        team.Run((thread, threads) =>
        {
            if (thread == 0) random.Randn(batch.EpsValues);
            if (thread == 0 && threads > 1) return;
            int gatherers = Math.Max(threads - 1, 1), gatherer = threads > 1 ? thread - 1 : 0;
            var x = batch.XValues;
            if (gatherer == 0 && Model.Classes > 0) OneHot(Labels(Data.Train, rows.Span), batch.Y);
            for (int i = rows.Length * gatherer / gatherers; i < rows.Length * (gatherer + 1) / gatherers; i++)
                Take(rows.Span[i], x.Slice(i * Data.Train.Size, Data.Train.Size));
        });
        return batch;
    }

    /// <summary>A datum as this epoch has it: [size].</summary>
    private void Take(int row, Span<float> x)
    {
        if (Options.Binarization == Binarization.Dynamic)
            DynamicBinarization.Draw(Data.Train[row], Options.BinarizationSeed, Epoch + 1, row, x);
        else
            Data.Train[row].CopyTo(x);
    }

    private (LossTerms Terms, EpochPictures Pictures) TestPass()
    {
        using var noGrad = no_grad();
        EpochOrder.Sequential(random);
        int count = Math.Min(PictureInputs, Math.Min(Options.Batch, Data.Test.Count));
        float[] reconstructions = [];
        var loss = Loss(Data.Test, "the test set", random, (model, z) => reconstructions = Greys(model.Decode(z).narrow(0, 0, count)));

        using var scope = NewDisposeScope();
        var samples = Greys(Model.Classes > 0 ? DecodeClasses() : Model.Decode(Draw(random, PictureSamples, Model.Latent)));
        return (loss, new(count, Data.Test.Rows(0, count).ToArray(), reconstructions, samples, Data.Test.Shape, Model.Classes > 0 ? Model.Classes : PictureColumns));
    }

    /// <summary>The average loss of a set at the weights as they are.</summary>
    /// <param name="set">The data.</param>
    /// <param name="name">What an error calls them.</param>
    /// <param name="draws">What eps is drawn from.</param>
    /// <param name="first">Is given the draws of the posterior of the first batch, and the model that decodes them.</param>
    private LossTerms Loss(ImageSet set, string name, TorchRandom draws, Action<VaeModel, Tensor>? first = null)
    {
        using var noGrad = no_grad();
        LossSums sums = default;
        for (int start = 0; start < set.Count; start += Options.Batch)
        {
            using var scope = NewDisposeScope();
            var x = Rows(set.Rows(start, Math.Min(Options.Batch, set.Count - start)), Model.InputSize);
            var eps = Draw(draws, 1, x.shape[0], Model.Latent);
            var model = Model.Classes > 0 ? Given([.. set.Labels!.Skip(start).Take((int)x.shape[0])]) : Model;
            var (mean, logvar) = model.Encode(x);
            var terms = Elbo.Terms(model, x, eps, mean, logvar, Options.Estimator);
            sums += new LossSums(terms.Reconstruction.sum().item<float>(), terms.Divergence.sum().item<float>());
            if (start == 0) first?.Invoke(model, Elbo.Draw(mean, logvar, eps[0]));
        }

        var average = sums.Average(set.Count, Options.Beta);
        return double.IsFinite(average.Loss)
            ? average
            : throw new NonFiniteLossException(Epoch + 1, StepsPerEpoch, optimizer.Steps, average.Loss, double.NaN, name);
    }

    /// <summary>Each draw of the prior as every class: [draws · classes, input]</summary>
    private Tensor DecodeClasses()
    {
        var z = Draw(random, DrawsForClasses, Model.Latent).repeat_interleave(Model.Classes, 0);
        return Given([.. Enumerable.Range(0, (int)z.shape[0]).Select(i => (byte)(i % Model.Classes))]).Decode(z);
    }

    private VaeModel Given(ReadOnlySpan<byte> labels)
    {
        var y = zeros(labels.Length, Model.Classes);
        OneHot(labels, y);
        return Model.Given(y);
    }

    private static byte[] Labels(ImageSet data, ReadOnlySpan<int> rows)
    {
        var labels = new byte[rows.Length];
        for (int i = 0; i < labels.Length; i++) labels[i] = data.Labels![rows[i]];
        return labels;
    }

    /// <param name="labels">[N]</param>
    /// <param name="y">[N, classes]</param>
    private static void OneHot(ReadOnlySpan<byte> labels, Tensor y)
    {
        var values = ParameterBuffer.Elements(y);
        values.Clear();
        for (int i = 0; i < labels.Length; i++) values[(i * (int)y.shape[1]) + labels[i]] = 1;
    }

    /// <summary>Both sets need their labels.</summary>
    private static int Classes(TrainingData data)
    {
        foreach (var set in new[] { data.Train, data.Test })
        {
            if (set.Classes == 0)
                throw new VaeOnnxException(ErrorKind.Input, $"{set.Source}: has no labels, which a conditional model is given; the files of MNIST have theirs.");
        }

        return data.Train.Classes;
    }

    /// <summary><c>torch.randn(shape)</c>.</summary>
    private static Tensor Draw(TorchRandom generator, params long[] shape)
    {
        var draws = zeros(shape);
        generator.Randn(ParameterBuffer.Elements(draws));
        return draws;
    }

    private static Tensor Rows(ReadOnlySpan<float> values, int width)
    {
        var rows = empty(values.Length / width, width);
        values.CopyTo(ParameterBuffer.Elements(rows));
        return rows;
    }

    private float[] Means(Tensor output) => ParameterBuffer.Elements(Model.Likelihood.Mean(output).contiguous()).ToArray();

    /// <summary>The means of a Gaussian may lie outside.</summary>
    private float[] Greys(Tensor output) => ParameterBuffer.Elements(Model.Likelihood.Mean(output).clamp(0, 1)).ToArray();

    private NonFiniteLossException NonFinite(LossSums losses, Batch batch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var model = Model.Classes > 0 ? Model.Given(batch.Y) : Model;
        var layers = model.Activations(batch.X, batch.Eps).Select(layer => (layer.Name, Largest: (double)layer.Values.abs().max().item<float>())).ToList();
        // The first that is no number is where it began.
        var (where, largest) = layers.FirstOrDefault(layer => !double.IsFinite(layer.Largest), layers.MaxBy(layer => layer.Largest));
        return new(Epoch + 1, Batch + 1, optimizer.Steps + 1, losses.Average(1, Options.Beta).Loss, largest, where);
    }

    private void Restore(TrainingState state)
    {
        int count = Model.Parameters.Values.Length;
        if (state.Parameters.Length != count || state.Statistics.Length != Model.Statistics.Length)
        {
            throw new VaeOnnxException(
                ErrorKind.Input, $"the state has {state.Parameters.Length} parameters, and the model of these options and data has {count}.");
        }

        if (state.Batch > StepsPerEpoch)
            throw new VaeOnnxException(ErrorKind.Input, $"the state has done {state.Batch} batches of its epoch, and these data make {StepsPerEpoch}.");

        state.Parameters.CopyTo(Model.Parameters.Values);
        state.Statistics.CopyTo(Model.Statistics);
        foreach (var ((_, saved), (_, values)) in state.Optimizer.Zip(optimizer.State)) saved.CopyTo(values, 0);
        optimizer.Steps = state.Steps;
        random.SetState(state.Generator);
        (Epoch, Batch, shuffleSeed, sums, kept) = (state.Epoch, state.Batch, state.ShuffleSeed, state.Sums, state.Kept);
    }
}
