using Spectre.Console;
using VaeOnnx.Training;

namespace VaeOnnx.Tools.VaeTrain;

/// <summary>The epoch under way, on a terminal; nothing elsewhere.</summary>
internal sealed class EpochBar : IDisposable
{
    private readonly Trainer trainer;
    private readonly ProgressTask task;

    private EpochBar(Trainer trainer, ProgressTask task)
    {
        this.trainer = trainer;
        this.task = task;
        trainer.Stepped += Show;
    }

    /// <summary>Shows the steps of a trainer while the work goes on.</summary>
    /// <param name="trainer">What steps.</param>
    /// <param name="work">Is given a way to print a line above the bar.</param>
    public static void Show(Trainer trainer, Action<Action<string>> work)
    {
        if (Console.IsOutputRedirected)
        {
            work(Console.WriteLine);
            return;
        }

        AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                using var bar = new EpochBar(trainer, context.AddTask($"epoch {trainer.Epoch + 1}", maxValue: trainer.StepsPerEpoch));
                work(line => AnsiConsole.WriteLine(line));
            });
    }

    public void Dispose() => trainer.Stepped -= Show;

    private void Show(StepProgress progress)
    {
        task.Value = progress.Step;
        task.Description = FormattableString.Invariant(
            $"epoch {progress.Epoch}  loss {progress.Terms.Loss:0.00}  reconstruction {progress.Terms.Reconstruction:0.00}  divergence {progress.Terms.Divergence:0.00}  {progress.SamplesPerSecond:0}/s");
    }
}
