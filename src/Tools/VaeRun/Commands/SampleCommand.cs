using System.CommandLine;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run sample: draws from the prior, decoded.</summary>
internal sealed class SampleCommand : PairCommand
{
    private readonly NumberOption<int> count = new("--count", "N", "How many (64).") { Least = 1 };
    private readonly NumberOption<long> seed = SeedOption.Create();
    private readonly RngOption rng = new();

    public SampleCommand(CancellationToken cancellation)
        : base("sample", "Decodes draws from the prior: jax.random.normal(jax.random.key(S), (N, …)), or torch.randn(N, …) after torch.manual_seed(S).", "A .npy, .csv or .png file.", cancellation)
    {
        Add(count);
        Add(seed);
        Add(rng);
    }

    protected override void Run(Vae vae, ParseResult parsed)
    {
        int total = parsed.GetValue(count) ?? 64;
        var latents = new NormalDraws(parsed.GetValue(rng), parsed.GetValue(seed) ?? 0, (long)total * vae.LatentLength);
        var recon = new float[Math.Min(vae.BatchSize, total) * vae.OutputLength];
        Decoded(vae, parsed, total, Grid.Columns(total)).Write(write => ProgressBar.Show(total, bar =>
        {
            for (long first = 0; first < total; first += vae.BatchSize)
            {
                int size = (int)Math.Min(vae.BatchSize, total - first);
                var part = recon.AsSpan(0, size * vae.OutputLength);
                vae.Sample(part, latents, Labels(vae, parsed, size), Cancellation);
                write(part);
                bar.Advance(size);
            }
        }));
    }
}
