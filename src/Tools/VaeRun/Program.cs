using System.CommandLine;
using VaeOnnx.Tools;
using VaeOnnx.Tools.VaeRun.Commands;

return ToolHost.Run("vae-run", args, cancellation => new RootCommand("Runs a pair of encoder.onnx and decoder.onnx that vae-export wrote.")
{
    new EncodeCommand(cancellation),
    new DecodeCommand(cancellation),
    new ReconstructCommand(cancellation),
    new ScoreCommand(cancellation),
    new InterpolateCommand(cancellation),
    new SampleCommand(cancellation),
    new TraverseCommand(cancellation),
    new ManifoldCommand(cancellation),
    new RandomCommand(),
});
