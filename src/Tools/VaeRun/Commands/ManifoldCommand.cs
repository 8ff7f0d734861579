using System.CommandLine;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run manifold: a map of a latent space of two numbers.</summary>
internal sealed class ManifoldCommand : PairCommand
{
    private readonly Option<int> steps = new("--steps") { HelpName = "K", DefaultValueFactory = _ => 20, Description = "Data in each direction, up to 1000." };

    public ManifoldCommand(CancellationToken cancellation)
        : base("manifold", "Decodes a grid over latents of two numbers, each point of an equal share of the prior.", "A .npy, .csv or .png file.", cancellation)
    {
        Add(steps);
        steps.Validators.Add(result => { if (result.GetValueOrDefault<int>() is < 1 or > 1000) result.AddError("--steps is from 1 to 1000."); });
    }

    protected override void Run(Vae vae, ParseResult parsed)
    {
        int count = parsed.GetValue(steps);
        Decoded(vae, parsed, (long)count * count, count).Write(write => write(vae.Manifold(count, Labels(vae, parsed, count * count), Cancellation)));
    }
}
