using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

[Collection(Alone.Name)]
public class DiagnosticsTests
{
    [Fact]
    public void Calls_are_reported_to_whoever_listens()
    {
        using var vae = ServedPair.Load();
        var durations = new ConcurrentBag<(string Operation, double Seconds)>();
        var counts = new ConcurrentBag<(string Operation, long Data)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name == VaeDiagnostics.Name) to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => durations.Add(((string)tags[0].Value!, value)));
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counts.Add(((string)tags[0].Value!, value)));
        listener.Start();

        vae.Traverse(new float[20], 0, new float[17]);

        // Other tests call models meanwhile; none of them traverses 17 steps.
        Assert.Contains(counts, count => count == ("Traverse", 17));
        Assert.Contains(durations, duration => duration.Operation == "Traverse" && duration.Seconds > 0);
    }

    [Fact]
    public void Calls_are_activities_of_a_trace()
    {
        using var vae = ServedPair.Load();
        var activities = new ConcurrentBag<Activity>();
        using var parent = new Activity("request").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == VaeDiagnostics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);

        vae.Sample(3, seed: 0);

        var activity = Assert.Single(activities, activity => activity.ParentId == parent.Id);
        Assert.Equal("vae Sample", activity.OperationName);
        Assert.Equal("Sample", activity.GetTagItem(VaeDiagnostics.OperationTag));
        Assert.Equal(3, activity.GetTagItem(VaeDiagnostics.CountTag));
    }
}
