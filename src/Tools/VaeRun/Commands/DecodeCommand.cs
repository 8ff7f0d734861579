using System.CommandLine;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run decode: latents to data.</summary>
internal sealed class DecodeCommand(CancellationToken cancellation) : InputCommand(
    "decode", "Decodes latents of a .npy file.", "A .npy, .csv or .png file.", cancellation)
{
    protected override void Run(Vae vae, ParseResult parsed)
    {
        using var latents = Latents(vae, parsed);
        var recon = new float[latents.BatchSize * vae.OutputLength];
        Decoded(vae, parsed, latents.Count, Grid.Columns(latents.Count)).Write(write => latents.ForEach((batch, _) =>
        {
            int count = batch.Length / vae.LatentLength;
            var part = recon.AsSpan(0, count * vae.OutputLength);
            vae.Decode(batch.Span, part, Labels(vae, parsed, count), Cancellation);
            write(part);
        }));
    }
}
