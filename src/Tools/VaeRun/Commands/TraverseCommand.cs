using System.CommandLine;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run traverse: what the numbers of a latent mean.</summary>
internal sealed class TraverseCommand : PairCommand
{
    // Three standard deviations of the prior.
    private const float Reach = 3;

    private readonly Option<int?> axis = new("--axis") { HelpName = "A", Description = "Which number of the latent, from 0; each in turn when left out." };
    private readonly Option<int> steps = new("--steps") { HelpName = "K", DefaultValueFactory = _ => 10, Description = "Values from -3 to 3." };

    public TraverseCommand(CancellationToken cancellation)
        : base("traverse", "Decodes the prior's mean with one number of the latent changed.", "A .npy, .csv or .png file; in a .png, a row an axis.", cancellation)
    {
        Add(axis);
        Add(steps);
        steps.Validators.Add(result => { if (result.GetValueOrDefault<int>() < 2) result.AddError("--steps is at least 2."); });
    }

    protected override void Run(Vae vae, ParseResult parsed)
    {
        int count = parsed.GetValue(steps);
        if (parsed.GetValue(axis) is { } chosen && (chosen < 0 || chosen >= vae.LatentLength))
            throw new VaeOnnxException(ErrorKind.Usage, $"--axis {chosen}: the latents of this pair have axes 0 to {vae.LatentLength - 1}.");
        int[] axes = parsed.GetValue(axis) is { } one ? [one] : [.. Enumerable.Range(0, vae.LatentLength)];
        float[] values = [.. Enumerable.Range(0, count).Select(i => Reach * ((2f * i / (count - 1)) - 1))];
        var labels = Labels(vae, parsed, count);
        Decoded(vae, parsed, (long)axes.Length * count, count).Write(write =>
        {
            foreach (int each in axes) write(vae.Traverse(new float[vae.LatentLength], each, values, labels, Cancellation));
        });
    }
}
