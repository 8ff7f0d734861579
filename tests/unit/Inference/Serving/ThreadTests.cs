using System.Diagnostics;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>Any number of callers at once, disposal and cancellation under them.</summary>
public class ThreadTests
{
    private static readonly float[] X = ServedPair.Singles("torch-mnist", "x");

    [Fact]
    public void Eight_threads_of_mixed_operations_all_get_what_one_gets()
    {
        using var vae = ServedPair.Load(options: new() { Lanes = 3 });

        // Bounded by count: about two seconds of work for two processors.
        Parallel.For(0, 8, new() { MaxDegreeOfParallelism = 8 }, caller => MixedCalls.Make(vae, caller, rounds: 500));
    }

    [Fact]
    public async Task Disposing_under_eight_callers_drains_them_and_refuses_later_calls()
    {
        for (int round = 0; round < 10; round++)
        {
            var vae = ServedPair.Load(options: new() { Lanes = 3 });
            int running = 0;
            var callers = Enumerable.Range(0, 8).Select(caller => Task.Factory.StartNew(
                () =>
                {
                    try
                    {
                        while (true)
                        {
                            MixedCalls.Make(vae, caller, rounds: 1);
                            Interlocked.Increment(ref running);
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        // The end that every caller has to come to.
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)).ToArray();
            SpinWait.SpinUntil(() => Volatile.Read(ref running) > 4);

            vae.Dispose();

            Assert.Throws<ObjectDisposedException>(() => vae.Encode(X));
            await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(30));
            vae.Dispose();
        }
    }

    [Fact]
    public void A_cancelled_token_stops_a_call_before_it_runs()
    {
        using var vae = ServedPair.Load();

        Assert.Throws<OperationCanceledException>(() => vae.Encode(X, cancellation: new(canceled: true)));
    }

    [Fact]
    public void Cancelling_stops_a_long_call_and_the_lane_serves_the_next_one()
    {
        using var vae = ServedPair.Load(options: new() { Lanes = 1, BatchSize = 64 });
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var clock = Stopwatch.StartNew();

        // Minutes of work.
        Assert.ThrowsAny<OperationCanceledException>(
            () => vae.LogLikelihood(X, samples: 1_000_000, seed: 0, new double[34], cancellation: cancellation.Token));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
        Close.To(ServedPair.Singles("torch-mnist", "mean"), vae.Encode(X).Mean.Span);
    }

    [Fact]
    public void Cancelling_stops_inside_a_run_of_one_batch()
    {
        // One batch, so that nothing is looked at in between; it takes long enough to be caught in the middle.
        using var vae = ServedPair.Load(options: new() { Lanes = 1, BatchSize = 20_000 });
        var data = new float[20_000 * 784];
        var mean = new float[20_000 * 20];
        vae.Encode(data, mean, []);
        int stopped = 0;
        for (int attempt = 0; attempt < 20; attempt++)
        {
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(10 + (5 * attempt)));
            try
            {
                vae.Encode(data, mean, [], cancellation: cancellation.Token);
            }
            catch (OperationCanceledException error)
            {
                Assert.Equal(cancellation.Token, error.CancellationToken);
                stopped++;
            }

            vae.Encode(data.AsSpan(0, 784), mean.AsSpan(0, 20), []);
        }

        Assert.True(stopped > 0, "no call was stopped");
    }
}
