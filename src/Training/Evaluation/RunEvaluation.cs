using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using VaeOnnx.Data;
using VaeOnnx.Export.Reports;
using VaeOnnx.Inference;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Models;
using VaeOnnx.Training.Runs;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Evaluation;

/// <summary>Estimates how well a run models its test set, or its training set, through the ONNX pair that it exported.</summary>
public sealed class RunEvaluation : IDisposable
{
    /// <summary>Data between two reports of progress, each with thousands of draws.</summary>
    private const int Part = 8;

    private static readonly JsonSerializerOptions Style = JsonStyle.With(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));

    private readonly RunFolder folder;
    private readonly FinishedRun run;
    private readonly TrainingData data;
    private readonly EvaluationOptions options;

    /// <summary>Of the set that is evaluated, of a conditional run; else empty.</summary>
    private readonly long[] labels;

    private RunEvaluation(RunFolder folder, FinishedRun run, TrainingData data, EvaluationOptions options)
    {
        (this.folder, this.run, this.data, this.options) = (folder, run, data, options);
        labels = run.Vae.Classes is null || Set.Labels is not { } classes ? [] : [.. classes.Select(label => (long)label)];
    }

    /// <summary>How many reports of progress there are in all.</summary>
    public int Work => Set.Count + options.HybridMonteCarlo;

    private ImageSet Set => options.TrainingSet ? data.Train : data.Test;

    private Vae Vae => run.Vae;

    private TrainingOptions Training => run.State.Options;

    /// <summary>Opens a run and reads its data.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="options">What is estimated.</param>
    /// <exception cref="VaeOnnxException">
    /// <see cref="ErrorKind.Usage"/>: an option that cannot be, or more data than there are. <see cref="ErrorKind.Input"/>: no run is
    /// there, it is not over, or its data cannot be used. <see cref="ErrorKind.Unsupported"/>: Hybrid Monte Carlo was asked for, and the
    /// latent has too many dimensions.
    /// </exception>
    public static RunEvaluation Open(string directory, EvaluationOptions options)
    {
        options.Validate();
        var folder = new RunFolder(directory);
        var run = FinishedRun.Open(folder);
        try
        {
            int latent = run.Vae.LatentLength;
            if (options.HybridMonteCarlo > 0 && latent > MarginalLikelihood.GreatestLatent)
            {
                throw new VaeOnnxException(
                    ErrorKind.Unsupported,
                    $"{directory}: the estimate by Hybrid Monte Carlo holds for latents of at most {MarginalLikelihood.GreatestLatent} dimensions, and this one has {latent}. Leave --hmc out: the importance-weighted estimate has no such limit.");
            }

            var training = run.State.Options;
            var data = TrainingData.Load(training with
            {
                TrainCount = options.TrainingSet ? options.Count ?? training.TrainCount : training.TrainCount,
                TestCount = options.TrainingSet ? training.TestCount : options.Count ?? training.TestCount,
                Binarization = options.Binarization ?? training.Binarization,
            });
            var evaluation = new RunEvaluation(folder, run, data, options);
            if (run.Vae.Classes is not null && evaluation.Set.Labels is null)
                throw new VaeOnnxException(ErrorKind.Input, $"{evaluation.Set.Source}: has no labels, which the conditional model of {directory} is given.");
            return options.HybridMonteCarlo <= evaluation.Set.Count
                ? evaluation
                : throw new VaeOnnxException(ErrorKind.Usage, $"hmc is {options.HybridMonteCarlo}, and {evaluation.Set.Count} data are evaluated.");
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Estimates everything, and writes <c>evaluation.json</c> and the pictures into the run's folder.</summary>
    /// <param name="progress">Is told how many of <see cref="Work"/> more are done.</param>
    /// <param name="cancellation">Ends the work; nothing is written then.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Output"/>: a file cannot be written.</exception>
    public EvaluationResult Run(Action<int>? progress = null, CancellationToken cancellation = default)
    {
        var posterior = Vae.Encode(Set.Rows(0, Set.Count), labels, cancellation: cancellation);
        var scores = Vae.Score(Set.Rows(0, Set.Count), options.Seed, labels: labels, cancellation: cancellation);
        var likelihoods = LogLikelihoods(progress, cancellation);
        var marginal = options.HybridMonteCarlo > 0 ? Marginal(progress, cancellation) : null;
        var variances = ActiveUnits.Variances(posterior.Mean.Span, Vae.LatentLength);

        // What is tested on is drawn once, also where the training set is drawn anew in each epoch.
        var binarization = options.Binarization ?? (Training.Binarization == Binarization.None ? Binarization.None : Binarization.Static);
        var result = new EvaluationResult(
            Set.Source,
            binarization,
            binarization == Binarization.None ? null : Training.BinarizationSeed + (options.TrainingSet ? 0 : 1),
            options.Seed,
            Average.Of([.. scores.Select(score => score.Elbo)]),
            Average.Of([.. scores.Select(score => score.Reconstruction)]),
            Average.Of([.. scores.Select(score => score.Kl)]),
            options.Samples,
            Average.Of(likelihoods),
            marginal is null ? null : Average.Of(marginal.LogLikelihoods),
            marginal?.Acceptance,
            marginal is null ? null : Average.Of(likelihoods[..options.HybridMonteCarlo]),
            ActiveUnits.Count(variances),
            Vae.LatentLength,
            variances);
        EvaluationPictures.Write(folder.Path, Vae, Set, posterior.Mean.Span, variances, options.Seed);
        WholeFile.Write(folder.Evaluation, stream => stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(result, Style) + "\n")));
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => run.Dispose();

    private double[] LogLikelihoods(Action<int>? progress, CancellationToken cancellation)
    {
        var values = new double[Set.Count];
        for (int start = 0; start < values.Length; start += Part)
        {
            int count = Math.Min(Part, values.Length - start);
            Vae.LogLikelihood(Set.Rows(start, count), options.Samples, options.Seed, values.AsSpan(start, count), (uint)start, Labels(start, count), cancellation);
            progress?.Invoke(count);
        }

        return values;
    }

    /// <summary>Appendix D, of the run's model, whose gradients autograd gives.</summary>
    private MarginalLikelihoodEstimate Marginal(Action<int>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var trainer = new Trainer(Training, data, run.State);
        trainer.UseKept(); // Those of the pair.
        using var generator = new Generator((ulong)options.Seed);
        var parts = new List<MarginalLikelihoodEstimate>();
        for (int start = 0; start < options.HybridMonteCarlo; start += Part)
        {
            cancellation.ThrowIfCancellationRequested();
            using var partScope = NewDisposeScope();
            int count = Math.Min(Part, options.HybridMonteCarlo - start);
            var x = tensor(Set.Rows(start, count).ToArray()).reshape(count, Set.Size);
            var model = labels.Length == 0 ? trainer.Model : trainer.Model.Given(nn.functional.one_hot(tensor(Labels(start, count)), trainer.Model.Classes).to_type(x.dtype));
            var (mean, logvar) = model.Encode(x);
            parts.Add(MarginalLikelihood.Estimate(
                z => LogJoint(model, x, z), mean.detach(), (0.5 * logvar).exp().detach(), new MarginalLikelihoodOptions(), generator));
            progress?.Invoke(count);
        }

        return new(
            [.. parts.SelectMany(part => part.LogLikelihoods)], [.. parts.SelectMany(part => part.StandardErrors)], parts.Average(part => part.Acceptance));
    }

    private long[] Labels(int start, int count) => labels.Length == 0 ? [] : labels[start..(start + count)];

    /// <summary>log p(x|z) + log p(z): [chains, N, latent] to [chains, N]</summary>
    private static Tensor LogJoint(VaeModel model, Tensor x, Tensor z) =>
        -model.Likelihood.NegativeLog(model.Decode(z), x) - (0.5 * z.square().sum(-1)) - (0.5 * z.shape[^1] * Math.Log(2 * Math.PI));
}
