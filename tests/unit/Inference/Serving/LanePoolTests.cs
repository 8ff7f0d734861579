using VaeOnnx.Inference;
using VaeOnnx.Inference.Lanes;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>What happens to a caller that finds every lane taken.</summary>
public sealed class LanePoolTests : IDisposable
{
    private readonly PairSessions pair;
    private readonly LanePool pool;
    private readonly Lane taken;

    public LanePoolTests()
    {
        var bytes = new PairBytes(ServedPair.Encoder(), ServedPair.Decoder(), "encoder.onnx", "decoder.onnx", "onnx");
        pair = PairSessions.Open(bytes, PairFacts.Of(bytes, plain: null), new() { Threads = 1 });
        pool = new(() => new Lane(pair, 1), size: 1);
        taken = pool.Take(CancellationToken.None);
    }

    public void Dispose()
    {
        pool.Close();
        pair.Dispose();
    }

    [Fact]
    public async Task It_gets_the_lane_that_comes_back()
    {
        var waiting = Task.Run(() => pool.Take(CancellationToken.None));

        pool.Return(taken);

        Assert.Same(taken, await waiting);
        pool.Return(taken);
    }

    [Fact]
    public async Task It_stops_waiting_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = Task.Run(() => pool.Take(cancellation.Token));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        pool.Return(taken);
    }

    [Fact]
    public async Task It_is_told_when_there_will_be_none_and_the_closer_waits_for_the_one_that_runs()
    {
        var waiting = Task.Run(() => pool.Take(CancellationToken.None));
        var closing = Task.Run(pool.Close);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        Assert.False(closing.IsCompleted);
        pool.Return(taken);

        Assert.True(await closing);
        Assert.False(pool.Close());
    }

    [Fact]
    public async Task A_call_over_lent_buffers_holds_up_the_closer_and_the_buffers_alone_do_not()
    {
        pool.Return(taken);
        var lent = pool.Lend();
        pool.BeginRun();
        var closing = Task.Run(pool.Close);

        await Task.Delay(50);
        Assert.False(closing.IsCompleted);
        pool.EndRun();

        Assert.True(await closing);
        Assert.Throws<ObjectDisposedException>(pool.BeginRun);
        pool.TakeBack(lent);
    }
}
