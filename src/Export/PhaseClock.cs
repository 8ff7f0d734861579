using System.Diagnostics;

namespace VaeOnnx.Export;

/// <summary>Says how long each part of an export took, and all of it.</summary>
internal sealed class PhaseClock
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly List<PhaseTime> phases = [];
    private double end;

    /// <summary>The report with the phases that have ended.</summary>
    public ExportReport On(ExportReport report) => report with { Phases = [.. phases], Seconds = clock.Elapsed.TotalSeconds };

    /// <summary>What was done since the phase before ended, or since the beginning, is this one.</summary>
    public void End(string phase)
    {
        double now = clock.Elapsed.TotalSeconds;
        phases.Add(new(phase, now - end));
        end = now;
    }
}
