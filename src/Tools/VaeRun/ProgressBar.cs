using Spectre.Console;

namespace VaeOnnx.Tools.VaeRun;

/// <summary>How far long work is, on the error stream of a terminal; nothing elsewhere.</summary>
internal sealed class ProgressBar
{
    private readonly ProgressTask? task;

    private ProgressBar(ProgressTask? task)
    {
        this.task = task;
    }

    /// <summary>Shows a bar while the work goes on.</summary>
    /// <param name="count">Number of data.</param>
    /// <param name="work">Reports what it has done.</param>
    public static void Show(long count, Action<ProgressBar> work)
    {
        if (Console.IsErrorRedirected)
        {
            work(new(null));
            return;
        }

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new(context.AddTask("data", maxValue: count))));
    }

    /// <summary>So many data more are done.</summary>
    public void Advance(int count) => task?.Increment(count);
}
