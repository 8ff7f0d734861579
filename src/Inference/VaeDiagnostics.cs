using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VaeOnnx.Inference;

/// <summary>
/// What every <see cref="Vae"/> of a process reports to <c>System.Diagnostics</c>, where OpenTelemetry and dotnet-counters read
/// it. Nothing is measured while nobody listens.
/// </summary>
public static class VaeDiagnostics
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "VaeOnnx.Inference";

    /// <summary>Histogram, seconds: how long calls take, tagged with <see cref="OperationTag"/>.</summary>
    public const string CallDuration = "vae.call.duration";

    /// <summary>Counter: how many data calls brought or asked for, tagged with <see cref="OperationTag"/>.</summary>
    public const string CallData = "vae.call.data";

    /// <summary>The tag that names the method, e.g. <c>Encode</c>. Activities are named <c>vae Encode</c> and have it, too.</summary>
    public const string OperationTag = "vae.operation";

    /// <summary>The tag of an activity that says how many data the call brought or asked for.</summary>
    public const string CountTag = "vae.count";

    internal static ActivitySource Source { get; } = new(Name);

    internal static Histogram<double> Duration { get; }

    internal static Counter<long> Data { get; }

    private static Meter Meter { get; } = new(Name);

    static VaeDiagnostics()
    {
        Duration = Meter.CreateHistogram<double>(CallDuration, "s", "How long calls take.");
        Data = Meter.CreateCounter<long>(CallData, "{datum}", "How many data calls brought or asked for.");
    }
}
