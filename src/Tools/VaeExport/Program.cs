using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using VaeOnnx.Inference;
using VaeOnnx.Tools.VaeExport;

// Options in, one library call, text out. The exit codes are those of ErrorKind; 130 when interrupted.
const int Interrupted = 130;

using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);

var command = new ExportCommand(cancellation.Token);
var parsed = command.Parse(args);
if (parsed.Action is ParseErrorAction wrongUsage)
{
    wrongUsage.ShowHelp = false;
    wrongUsage.Invoke(parsed);
    Console.Error.WriteLine("vae-export --help shows what there is.");
    return (int)ErrorKind.Usage;
}

try
{
    return parsed.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
{
    Console.Error.WriteLine("vae-export: interrupted; nothing was written.");
    return Interrupted;
}
catch (VaeOnnxException error)
{
    // The message alone: no stack trace.
    Console.Error.WriteLine($"vae-export: {error.Message}");
    return (int)error.Kind;
}

void Cancel(PosixSignalContext signal)
{
    // The process ends by returning from Main, after what it has begun is taken back.
    signal.Cancel = true;
    cancellation.Cancel();
}
