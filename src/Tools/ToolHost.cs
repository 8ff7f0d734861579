using System.CommandLine;
using System.Runtime.InteropServices;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools;

/// <summary>Runs a command: its own messages and exit codes (those of <see cref="ErrorKind"/>), never a stack trace.</summary>
internal static class ToolHost
{
    private const int Interrupted = 130;

    /// <summary>Builds the command, parses, runs, and gives the exit code.</summary>
    /// <param name="name">The name of the tool, before its messages.</param>
    /// <param name="arguments">The arguments of the process.</param>
    /// <param name="build">Makes the command; the token is cancelled by Ctrl-C and by a request to terminate.</param>
    /// <param name="wrongUsage">Told what is wrong with the arguments, beside the message; or null.</param>
    public static int Run(string name, string[] arguments, Func<CancellationToken, RootCommand> build, Action<ParseResult, string>? wrongUsage = null)
    {
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);

        try
        {
            var root = build(cancellation.Token);
            root.Add(new CompletionOption(name));
            var parsed = root.Parse(arguments);
            if (parsed.Errors.Count > 0)
            {
                var message = string.Join(" ", parsed.Errors.Select(error => error.Message));
                wrongUsage?.Invoke(parsed, message);
                Print($"{name}: {message} {name} --help shows what there is.");
                return (int)ErrorKind.Usage;
            }

            return parsed.Invoke(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Console.Error.WriteLine($"{name}: interrupted; nothing was written.");
            return Interrupted;
        }
        catch (ProviderException error)
        {
            string elsewhere = error.Package is null ? "" : $" A program of your own runs there with the package {error.Package}.";
            Print($"{name}: {error.Problem}. Leave out --provider to run on the CPU.{elsewhere}");
            return (int)error.Kind;
        }
        catch (VaeOnnxException error)
        {
            Print($"{name}: {error.Message}");
            return (int)error.Kind;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Standard output itself: closed, or a full disk behind it.
            Print($"{name}: the output cannot be printed: {error.Message}");
            return (int)ErrorKind.Output;
        }
        catch (Exception error)
        {
            Print($"{name}: failed where it should not: {error.GetType().Name}: {error.Message} Please report this, with the file that it happened on.");
            return (int)ErrorKind.Input;
        }

        // The path of a file may hold what a terminal obeys, like any name that somebody else chose.
        static void Print(string message) => Console.Error.WriteLine(string.Concat(
            message.Select(letter => char.IsControl(letter) && letter != '\n' ? $"\\u{(int)letter:x4}" : $"{letter}")));

        void Cancel(PosixSignalContext signal)
        {
            // The process ends by returning from Main, after what it has begun is taken back.
            signal.Cancel = true;
            cancellation.Cancel();
        }
    }
}
