using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using VaeOnnx.Inference;
using VaeOnnx.Tools.VaeRun.Commands;

// Options in, library calls, files out. The exit codes are those of ErrorKind; 130 when interrupted.
const int Interrupted = 130;

using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);

var root = new RootCommand("Runs a pair of encoder.onnx and decoder.onnx that vae-export wrote.");
Command[] commands =
[
    new EncodeCommand(cancellation.Token), new DecodeCommand(cancellation.Token), new ReconstructCommand(cancellation.Token),
    new ScoreCommand(cancellation.Token), new InterpolateCommand(cancellation.Token), new SampleCommand(cancellation.Token),
    new TraverseCommand(cancellation.Token), new ManifoldCommand(cancellation.Token),
];
foreach (var command in commands) root.Add(command);

var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction wrongUsage)
{
    wrongUsage.ShowHelp = false;
    wrongUsage.Invoke(parsed);
    Console.Error.WriteLine("vae-run --help shows what there is.");
    return (int)ErrorKind.Usage;
}

try
{
    return parsed.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
{
    Console.Error.WriteLine("vae-run: interrupted; nothing was written.");
    return Interrupted;
}
catch (VaeOnnxException error)
{
    Console.Error.WriteLine($"vae-run: {error.Message}");
    return (int)error.Kind;
}

void Cancel(PosixSignalContext signal)
{
    // The process ends by returning from Main, after half-written files are taken back.
    signal.Cancel = true;
    cancellation.Cancel();
}
