using System.CommandLine;
using VaeOnnx.Inference;
using VaeOnnx.Tools.VaeRun.Outputs;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run score: how well the model explains each datum.</summary>
internal sealed class ScoreCommand : InputCommand
{
    private readonly NumberOption<int> samples = new("--samples", "K", "Add the importance-weighted log-likelihood with K samples.") { Least = 1 };
    private readonly NumberOption<long> seed = SeedOption.Create();
    private readonly RngOption rng = new();

    public ScoreCommand(CancellationToken cancellation)
        : base("score", "Writes the ELBO of each datum with its two terms, in nats.", "A .csv or .npy file of elbo, reconstruction and kl, a row a datum.", cancellation)
    {
        Add(samples);
        Add(seed);
        Add(rng);
    }

    protected override void Run(Vae vae, ParseResult parsed)
    {
        using var data = Data(vae, parsed);
        int? k = parsed.GetValue(samples);
        long from = parsed.GetValue(seed) ?? 0;
        var eps = new NormalDraws(parsed.GetValue(rng), from, data.Count * vae.LatentLength);
        var generator = parsed.GetValue(rng) == RandomStream.Torch ? new TorchRandom(from) : null;
        string[] columns = k is null ? ["elbo", "reconstruction", "kl"] : ["elbo", "reconstruction", "kl", "log_likelihood"];
        var scores = new VaeScore[data.BatchSize];
        var bounds = new double[data.BatchSize];
        var (count, sum) = (0L, 0.0);
        OutputFile.Of(Output(parsed), new(data.Count, [columns.Length], columns)).Write(write => data.ForEach((batch, first) =>
        {
            int size = batch.Length / vae.InputLength;
            var labels = Labels(vae, parsed, size);
            vae.Score(batch.Span, eps, scores.AsSpan(0, size), labels, Cancellation);
            if (k is { } number && generator is null) vae.LogLikelihood(batch.Span, number, from, bounds.AsSpan(0, size), checked((uint)first), labels, Cancellation);
            if (k is { } many && generator is not null) vae.LogLikelihood(batch.Span, many, generator, bounds.AsSpan(0, size), labels, Cancellation);
            for (int i = 0; i < size; i++)
            {
                var (elbo, reconstruction, kl) = ((float)scores[i].Elbo, (float)scores[i].Reconstruction, (float)scores[i].Kl);
                write(k is null ? [elbo, reconstruction, kl] : [elbo, reconstruction, kl, (float)bounds[i]]);
                sum += scores[i].Elbo;
            }

            count += size;
        }));
        Console.WriteLine(FormattableString.Invariant($"{count} data, mean ELBO {sum / count:0.000} nats"));
    }
}
