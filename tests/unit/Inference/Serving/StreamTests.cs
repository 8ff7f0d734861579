using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

public sealed class StreamTests : IDisposable
{
    private readonly Vae vae = ServedPair.Load(options: new() { BatchSize = 10 });
    private readonly float[] x = ServedPair.Singles("torch-mnist", "x");

    public void Dispose() => vae.Dispose();

    [Fact]
    public void A_stream_gives_what_one_call_gives_in_the_order_of_the_data()
    {
        var posteriors = vae.EncodeEach(Data()).ToList();
        var scores = vae.ScoreEach(Data(), seed: 4).ToList();
        var latents = posteriors.Select(posterior => posterior.Mean);

        Assert.Equal(34, posteriors.Count);
        Assert.Equal(vae.Encode(x).Mean.ToArray(), posteriors.SelectMany(posterior => posterior.Mean.ToArray()));
        Assert.Equal(vae.Score(x, seed: 4), scores);
        Assert.Equal(vae.Reconstruct(x), vae.ReconstructEach(Data()).SelectMany(recon => recon.ToArray()));
        Assert.Equal(vae.Reconstruct(x), vae.DecodeEach(latents).SelectMany(recon => recon.ToArray()));
    }

    [Fact]
    public async Task An_asynchronous_stream_gives_the_same()
    {
        var means = new List<float>();
        await foreach (var posterior in vae.EncodeEach(Async(Data()))) means.AddRange(posterior.Mean.Span);
        var scores = new List<VaeScore>();
        await foreach (var score in vae.ScoreEach(Async(Data()), seed: 4)) scores.Add(score);
        var recon = new List<float>();
        await foreach (var datum in vae.ReconstructEach(Async(Data()))) recon.AddRange(datum.Span);
        var decoded = new List<float>();
        await foreach (var datum in vae.DecodeEach(Async(vae.EncodeEach(Data()).Select(posterior => posterior.Mean)))) decoded.AddRange(datum.Span);

        Assert.Equal(vae.Encode(x).Mean.ToArray(), means);
        Assert.Equal(vae.Score(x, seed: 4), scores);
        Assert.Equal(vae.Reconstruct(x), recon);
        Assert.Equal(recon, decoded);
    }

    [Fact]
    public void No_more_than_a_batch_is_read_ahead()
    {
        int read = 0;

        _ = vae.EncodeEach(Data().Select(datum => { read++; return datum; })).First();

        Assert.Equal(10, read);
    }

    [Fact]
    public void The_memory_of_a_datum_may_be_used_again_for_the_next()
    {
        var one = new float[784];

        var means = vae.EncodeEach(Data().Select(datum => { datum.CopyTo(one); return (ReadOnlyMemory<float>)one; })).SelectMany(posterior => posterior.Mean.ToArray());

        Assert.Equal(vae.Encode(x).Mean.ToArray(), means);
    }

    [Fact]
    public void An_empty_stream_gives_nothing() => Assert.Empty(vae.EncodeEach([]));

    [Fact]
    public void A_datum_of_another_length_is_named_by_its_place()
    {
        var error = Assert.Throws<ArgumentException>(() => vae.EncodeEach([new float[784], new float[783]]).ToList());

        Assert.Contains("Datum 1 of the stream has 783 numbers, expected 784", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_go_with_their_data()
    {
        using var conditional = Vae.Load(
            SmallPair.Encoder(conditional: true),
            SmallPair.Decoder(conditional: true),
            new() { BatchSize = 2, Plain = new() { Likelihood = Likelihood.None, Classes = 3 } });
        float[] data = [.. Enumerable.Range(0, 18).Select(i => i / 10f)];
        var stream = Enumerable.Range(0, 3).Select(i => (ReadOnlyMemory<float>)data.AsMemory(i * 6, 6));

        var means = conditional.EncodeEach(stream, [2, 0, 1]).SelectMany(posterior => posterior.Mean.ToArray());

        Assert.Equal(conditional.Encode(data, [2, 0, 1]).Mean.ToArray(), means);
        Assert.Throws<ArgumentException>("labels", () => conditional.EncodeEach(stream, [2, 0]).ToList());
    }

    [Fact]
    public async Task A_cancelled_stream_stops()
    {
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in vae.EncodeEach(Async(Data()), cancellation: cancellation.Token)) await cancellation.CancelAsync();
        });
    }

    private IEnumerable<ReadOnlyMemory<float>> Data() => Enumerable.Range(0, 34).Select(i => (ReadOnlyMemory<float>)x.AsMemory(i * 784, 784));

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> Async(IEnumerable<ReadOnlyMemory<float>> data)
    {
        foreach (var datum in data)
        {
            await Task.Yield();
            yield return datum;
        }
    }
}
