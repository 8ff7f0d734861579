using Spectre.Console;

namespace VaeOnnx.Tools.VaeTrain;

/// <summary>The pictures that are being read, on a terminal; nothing elsewhere, nor where data are no folder of pictures.</summary>
internal static class ReadingBar
{
    /// <summary>Shows a bar while the work goes on.</summary>
    /// <param name="work">Is given what it tells how many pictures are read, of how many.</param>
    public static T Show<T>(Func<Action<int, int>?, T> work)
    {
        if (Console.IsOutputRedirected) return work(null);
        return AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                var task = new Lazy<ProgressTask>(() => context.AddTask("pictures"));
                return work((done, all) =>
                {
                    (task.Value.MaxValue, task.Value.Value) = (all, Math.Max(done, task.Value.Value));
                    task.Value.Description = $"{done} of {all} pictures";
                });
            });
    }
}
