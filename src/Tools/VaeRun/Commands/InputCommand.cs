using System.CommandLine;
using VaeOnnx.Inference;
using VaeOnnx.Tools.VaeRun.Inputs;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>A command that reads data, a batch at a time.</summary>
internal abstract class InputCommand : PairCommand
{
    private readonly Option<string> input = new("--in") { HelpName = "INPUT", Required = true, Description = "A folder of PNG and JPEG files, an idx file (plain or gzip), or a .npy file." };
    private readonly NumberOption<int> count = new("--count", "N", "Read the first N data alone.") { Least = 1 };

    protected InputCommand(string name, string description, string outputs, CancellationToken cancellation)
        : base(name, description, outputs, cancellation)
    {
        Add(input);
        Add(count);
    }

    /// <summary>Opens --in as data for the encoder.</summary>
    protected InputBatches Data(Vae vae, ParseResult parsed) => new(
        InputFile.Open(parsed.GetRequiredValue(input), () => LookAt(vae, parsed, vae.InputLength)),
        vae.InputLength,
        parsed.GetValue(count),
        vae.BatchSize,
        PictureRange.OfInput(vae),
        Cancellation);

    /// <summary>Opens --in as latents for the decoder.</summary>
    protected InputBatches Latents(Vae vae, ParseResult parsed) => new(
        InputFile.Open(parsed.GetRequiredValue(input), () => throw new VaeOnnxException(ErrorKind.Usage, "decode reads latents, from a .npy file.")),
        vae.LatentLength,
        parsed.GetValue(count),
        vae.BatchSize,
        PictureRange.None,
        Cancellation);
}
