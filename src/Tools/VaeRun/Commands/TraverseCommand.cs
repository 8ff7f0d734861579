using System.CommandLine;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run traverse: what the numbers of a latent mean.</summary>
internal sealed class TraverseCommand : PairCommand
{
    // Three standard deviations of the prior.
    private const float Reach = 3;

    private readonly NumberOption<int> axis = new("--axis", "A", "Which number of the latent, from 0; each in turn when left out.");
    private readonly NumberOption<int> steps = new("--steps", "K", "Values from -3 to 3 (10).") { Least = 2 };

    public TraverseCommand(CancellationToken cancellation)
        : base("traverse", "Decodes the prior's mean with one number of the latent changed.", "A .npy, .csv or .png file; in a .png, a row an axis.", cancellation)
    {
        Add(axis);
        Add(steps);
    }

    protected override void Run(Vae vae, ParseResult parsed)
    {
        int count = parsed.GetValue(steps) ?? 10;
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
