using System.CommandLine;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run interpolate: the ways between consecutive data.</summary>
internal sealed class InterpolateCommand : InputCommand
{
    private readonly NumberOption<int> steps = new("--steps", "K", "Data on each way, both ends included (10).") { Least = 2 };
    private readonly Option<bool> spherical = new("--spherical") { Description = "Along an arc instead of straight." };

    public InterpolateCommand(CancellationToken cancellation)
        : base("interpolate", "Decodes the ways between the means of consecutive data.", "A .npy, .csv or .png file; in a .png, a row a way.", cancellation)
    {
        Add(steps);
        Add(spherical);
    }

    protected override void Run(Vae vae, ParseResult parsed)
    {
        using var data = Data(vae, parsed);
        int count = parsed.GetValue(steps) ?? 10;
        if (data.Count < 2) throw new VaeOnnxException(ErrorKind.Input, $"{data.Source}: holds one datum; a way needs two.");
        var way = parsed.GetValue(spherical) ? Interpolation.Spherical : Interpolation.Linear;
        float[]? from = null;
        var labels = Labels(vae, parsed, count);
        Decoded(vae, parsed, (data.Count - 1) * count, count).Write(write => data.ForEach((batch, _) =>
        {
            int size = batch.Length / vae.InputLength;
            var means = vae.Encode(batch.Span, Labels(vae, parsed, size), Cancellation).Mean;
            for (int row = 0; row < size; row++)
            {
                var to = means.Slice(row * vae.LatentLength, vae.LatentLength).ToArray();
                if (from is not null) write(vae.Interpolate(from, to, count, way, labels, Cancellation));
                from = to;
            }
        }));
    }
}
