using System.Diagnostics;

namespace VaeOnnx.Inference.Lanes;

/// <summary>One call as metrics and traces see it; nothing, and no memory, where nobody listens.</summary>
internal readonly struct CallMeasurement
{
    private readonly string operation;
    private readonly int count;

    // 0 where nobody listened when the call began.
    private readonly long start;
    private readonly Activity? activity;

    private CallMeasurement(string operation, int count)
    {
        this.operation = operation;
        this.count = count;
        start = VaeDiagnostics.Duration.Enabled ? Stopwatch.GetTimestamp() : 0;
        if (!VaeDiagnostics.Source.HasListeners())
            return;
        activity = VaeDiagnostics.Source.StartActivity("vae " + operation);
        activity?.SetTag(VaeDiagnostics.OperationTag, operation).SetTag(VaeDiagnostics.CountTag, count);
    }

    /// <summary>Begins a call of a method over so many data.</summary>
    public static CallMeasurement Start(string operation, int count) => new(operation, count);

    public void End()
    {
        activity?.Dispose();
        var tag = new KeyValuePair<string, object?>(VaeDiagnostics.OperationTag, operation);
        if (start != 0)
            VaeDiagnostics.Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tag);
        if (VaeDiagnostics.Data.Enabled)
            VaeDiagnostics.Data.Add(count, tag);
    }
}
