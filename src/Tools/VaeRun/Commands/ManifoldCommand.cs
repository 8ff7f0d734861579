using System.CommandLine;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run manifold: a map of a latent space of two numbers.</summary>
internal sealed class ManifoldCommand : PairCommand
{
    private readonly NumberOption<int> steps = new("--steps", "K", "Data in each direction, up to 1000 (20).") { Least = 1, Most = 1000 };

    public ManifoldCommand(CancellationToken cancellation)
        : base("manifold", "Decodes a grid over latents of two numbers, each point of an equal share of the prior.", "A .npy, .csv or .png file.", cancellation)
    {
        Add(steps);
    }

    protected override void Run(Vae vae, ParseResult parsed)
    {
        int count = parsed.GetValue(steps) ?? 20;
        Decoded(vae, parsed, (long)count * count, count).Write(write => write(vae.Manifold(count, Labels(vae, parsed, count * count), Cancellation)));
    }
}
