using System.CommandLine;

namespace VaeOnnx.Tools.VaeRun.Commands;

/// <summary>The command line of vae-run: a command for each operation on a pair.</summary>
internal sealed class RunCommand : RootCommand
{
    public RunCommand(CancellationToken cancellation)
        : base("Runs a pair of encoder.onnx and decoder.onnx that vae-export wrote, on files and pictures.")
    {
        Add(new EncodeCommand(cancellation));
        Add(new DecodeCommand(cancellation));
        Add(new ReconstructCommand(cancellation));
        Add(new ScoreCommand(cancellation));
        Add(new InterpolateCommand(cancellation));
        Add(new SampleCommand(cancellation));
        Add(new TraverseCommand(cancellation));
        Add(new ManifoldCommand(cancellation));
        Add(new RandomCommand());
        new HelpPage
        {
            Usage = ["vae-run COMMAND PAIR --out OUTPUT [options]"],
            Examples =
            [
                ("vae-run sample onnx/ --out digits.png", "64 draws from the prior, decoded, as a grid of pictures"),
                ("vae-run encode onnx/ --in pictures/ --out latents/", "mean.npy and logvar.npy of a folder of PNG and JPEG files"),
                ("vae-run reconstruct onnx/ --in x.npy --out recon.npy", "what is left of data after the way through the pair"),
                ("vae-run score onnx/ --in t10k-images-idx3-ubyte.gz --out scores.csv", "a row for each datum: ELBO, reconstruction, KL"),
                ("vae-run random normal --shape 34,20 --seed 42 --out eps.npy", "the numbers of jax.random.normal, or with --rng torch those of torch.randn"),
            ],
            Success = "done",
        }.PrintFor(this);
    }
}
