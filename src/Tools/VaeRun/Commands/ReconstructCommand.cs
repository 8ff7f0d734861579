using System.CommandLine;
using VaeOnnx.Inference;
using VaeOnnx.Tools.VaeRun.Inputs;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>vae-run reconstruct: data to their reconstructions.</summary>
internal sealed class ReconstructCommand : InputCommand
{
    // As in pytorch/examples: eight pictures, and below them their reconstructions.
    private const int PicturesInARow = 8;

    private readonly Option<bool> sample = new("--sample") { Description = "Decode a sample of each posterior instead of its mean." };
    private readonly NumberOption<long> seed = SeedOption.Create();
    private readonly RngOption rng = new();

    public ReconstructCommand(CancellationToken cancellation)
        : base("reconstruct", "Encodes data and decodes them again.", "A .npy or .csv file; or a .png file, each row of eight data above its reconstructions.", cancellation)
    {
        Add(sample);
        Add(seed);
        Add(rng);
    }

    protected override void Run(Vae vae, ParseResult parsed)
    {
        using var data = Data(vae, parsed);
        if (Path.GetExtension(Output(parsed)).Equals(".png", StringComparison.OrdinalIgnoreCase))
        {
            WritePictures(vae, parsed, data);
            return;
        }

        Decoded(vae, parsed, data.Count, columns: 1).Write(write => Reconstruct(vae, parsed, data, (_, recon) => write(recon.Span)));
    }

    private void WritePictures(Vae vae, ParseResult parsed, InputBatches data)
    {
        if (vae.InputLength != vae.OutputLength)
            throw new VaeOnnxException(ErrorKind.Unsupported, $"Data of {vae.InputLength} numbers and reconstructions of {vae.OutputLength} do not fit one grid: write a .npy file.");
        long rows = (data.Count + PicturesInARow - 1) / PicturesInARow;
        var blank = new float[PicturesInARow * vae.OutputLength];
        // What is black in the pair's own range.
        Array.Fill(blank, PictureRange.OfOutput(vae).Black);
        data.BatchSize = PicturesInARow;
        Decoded(vae, parsed, 2 * rows * PicturesInARow, PicturesInARow).Write(write => Reconstruct(vae, parsed, data, (originals, recon) =>
        {
            foreach (var part in (ReadOnlyMemory<float>[])[originals, recon])
            {
                write(part.Span);
                write(blank.AsSpan(part.Length));
            }
        }));
    }

    private void Reconstruct(Vae vae, ParseResult parsed, InputBatches data, Action<ReadOnlyMemory<float>, ReadOnlyMemory<float>> use)
    {
        var recon = new float[data.BatchSize * vae.OutputLength];
        var eps = new NormalDraws(parsed.GetValue(rng), parsed.GetValue(seed) ?? 0, data.Count * vae.LatentLength);
        data.ForEach((batch, _) =>
        {
            int count = batch.Length / vae.InputLength;
            var part = recon.AsMemory(0, count * vae.OutputLength);
            var labels = Labels(vae, parsed, count);
            if (parsed.GetValue(sample)) vae.ReconstructSample(batch.Span, eps, part.Span, labels, Cancellation);
            else vae.Reconstruct(batch.Span, part.Span, labels, Cancellation);
            use(batch, part);
        });
    }
}
