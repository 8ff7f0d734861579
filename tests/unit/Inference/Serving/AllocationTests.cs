using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>After a batch size has been seen, nothing is allocated.</summary>
[Collection(Alone.Name)]
public sealed class AllocationTests : IDisposable
{
    private const int Calls = 50;

    private readonly Vae vae = ServedPair.Load();
    private readonly CancellationTokenSource cancellation = new();

    public void Dispose()
    {
        vae.Dispose();
        cancellation.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(1500)]
    public void A_call_into_the_callers_spans_allocates_nothing(int count)
    {
        float[] x = new float[count * 784], mean = new float[count * 20], logVar = new float[count * 20], recon = new float[count * 784], logits = new float[count * 784];
        var scores = new VaeScore[count];
        var bounds = new double[count];

        AssertNothing(() => vae.Encode(x, mean, logVar));
        AssertNothing(() => vae.Decode(mean, recon, logits));
        AssertNothing(() => vae.Reconstruct(x, recon));
        AssertNothing(() => vae.ReconstructSample(x, mean, recon));
        AssertNothing(() => vae.Sample(recon, seed: 1));
        AssertNothing(() => vae.Score(x, seed: 1, first: 0, scores), calls: 3);
        AssertNothing(() => vae.ScoreAtMean(x, scores), calls: 3);
        AssertNothing(() => vae.LogLikelihood(x, samples: 2, seed: 1, bounds), calls: 3);
        AssertNothing(() => vae.Traverse(mean.AsSpan(0, 20), 0, mean.AsSpan(0, count), recon));
        if (count > 1)
            AssertNothing(() => vae.Interpolate(mean.AsSpan(0, 20), mean.AsSpan(20, 20), recon, Interpolation.Spherical));
    }

    [Fact]
    public void Nor_does_a_call_that_may_be_cancelled()
    {
        float[] x = new float[784], mean = new float[20];

        AssertNothing(() => vae.Encode(x, mean, [], cancellation: cancellation.Token));
    }

    [Fact]
    public void Nor_do_calls_that_change_between_sizes_seen_before()
    {
        float[] x = new float[64 * 784], mean = new float[64 * 20];

        AssertNothing(() =>
        {
            for (int count = 1; count <= 16; count++)
                vae.Encode(x.AsSpan(0, count * 784), mean.AsSpan(0, count * 20), []);
        });
    }

    [Fact]
    public void However_many_data_a_call_brings_the_buffers_hold_one_batch()
    {
        using var small = ServedPair.Load(options: new() { Lanes = 1, BatchSize = 16 });
        float[] x = new float[20_000 * 784], mean = new float[20_000 * 20];

        AssertNothing(() => small.Encode(x, mean, []), calls: 1);
    }

    [Fact]
    public void Nor_do_lent_buffers() => AssertNothing(() =>
    {
        using var batch = vae.Rent(8);
        batch.Data.Clear();
        batch.Encode();
        batch.Mean.CopyTo(batch.Latents);
        batch.Decode();
        _ = batch.Recon[0] + batch.Logits[0];
    });

    /// <summary>
    /// What a call allocates, it allocates every time: one round without any shows that it does not. The runtime itself
    /// allocates now and then on any thread, when it compiles a method anew for example.
    /// </summary>
    private static void AssertNothing(Action call, int calls = Calls)
    {
        const int Rounds = 5;
        call();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < calls; i++)
                call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }
}
