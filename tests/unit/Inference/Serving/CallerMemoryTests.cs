using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Export.Verification;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>Large buffers of the caller's are read and written where they are; nobody sees a difference but the clock.</summary>
public sealed class CallerMemoryTests : IDisposable
{
    private const int Count = 34;

    private static readonly float[] X = ServedPair.Singles("torch-mnist", "x");
    private static readonly float[] Z = ServedPair.Singles("torch-mnist", "z");

    private readonly Vae vae = ServedPair.Load(options: new() { Lanes = 1 });

    public void Dispose() => vae.Dispose();

    [Theory]
    [InlineData("torch-mnist")]
    [InlineData("flax-mnist")]
    [InlineData("layers/conv-colour")]
    [InlineData("layers/flax-conv")]
    [InlineData("layers/freyface")]
    public void Results_are_the_same_to_the_bit_wherever_the_memory_begins_and_nothing_beside_it_is_touched(string reference)
    {
        using var model = ServedPair.Load(reference);
        float[] x = Repeat(ServedPair.Singles(reference, "x"), Count * model.InputLength), z = Repeat(ServedPair.Singles(reference, "z"), Count * model.LatentLength);
        using var lent = model.Rent(Count);
        x.CopyTo(lent.Data);
        z.CopyTo(lent.Latents);
        lent.Encode();
        lent.Decode();

        // A float32 begins at any multiple of 4 bytes, a kernel likes 64.
        for (int start = 0; start < 16; start++)
        {
            float[] data = Room(x.Length), latents = Room(z.Length), mean = Room(z.Length), logVar = Room(z.Length), recon = Room(lent.Recon.Length);
            x.CopyTo(data, start);
            z.CopyTo(latents, start);

            model.Encode(data.AsSpan(start, x.Length), mean.AsSpan(start, z.Length), logVar.AsSpan(start, z.Length));
            model.Decode(latents.AsSpan(start, z.Length), recon.AsSpan(start, lent.Recon.Length));

            AssertBits(lent.Mean, mean, start);
            AssertBits(lent.LogVar, logVar, start);
            AssertBits(lent.Recon, recon, start);
        }
    }

    [Fact]
    public void Every_output_of_a_decoder_can_be_taken_or_left()
    {
        float[] recon = new float[Count * 784], logits = new float[Count * 784], alone = new float[Count * 784];

        vae.Decode(Z, recon, logits);
        vae.Decode(Z, recon: [], alone);

        Close.To(ServedPair.Singles("torch-mnist", "recon"), recon);
        Close.To(ServedPair.Singles("torch-mnist", "logits"), logits);
        Assert.Equal(logits, alone);
    }

    [Fact]
    public void The_memory_of_a_call_is_let_go_of_when_it_ends()
    {
        using var other = ServedPair.Load();
        float[] x = [.. X], recon = vae.Decode(Z), given = [.. recon];
        var posterior = vae.Encode(x);

        // The same sizes on the same lane, in buffers of the lane's.
        var scores = vae.Score(X, seed: 0);
        Array.Clear(x);

        Assert.Equal(other.Score(X, seed: 0), scores);
        Assert.Equal(other.Score(X, seed: 0), vae.Score(X, seed: 0));
        Assert.Equal(vae.Encode(X).Mean.ToArray(), posterior.Mean.ToArray());
        Assert.Equal(given, recon);
    }

    [Fact]
    public void Memory_that_the_collector_moves_between_calls_is_found_again()
    {
        for (int round = 0; round < 20; round++)
        {
            // Small enough for the heap that is compacted, large enough to be used in place.
            float[] x = [.. X.AsSpan(0, 10 * 784)], mean = new float[10 * 20], recon = new float[10 * 784];
            GC.Collect(1, GCCollectionMode.Forced, blocking: true, compacting: true);

            vae.Encode(x, mean, []);
            vae.Decode(Z.AsSpan(0, 10 * 20), recon);

            Close.To(ServedPair.Singles("torch-mnist", "mean").AsSpan(0, 10 * 20), mean);
            Close.To(ServedPair.Singles("torch-mnist", "recon").AsSpan(0, 10 * 784), recon);
        }
    }

    [Fact]
    public unsafe void Memory_outside_of_the_collectors_heap_does_as_well()
    {
        var memory = (float*)NativeMemory.Alloc((nuint)(2 * X.Length * sizeof(float)));
        try
        {
            Span<float> x = new(memory, X.Length), recon = new(memory + X.Length, X.Length);
            X.CopyTo(x);

            vae.Reconstruct(x, recon);

            Assert.Equal(vae.Reconstruct(X), recon.ToArray());
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    [Fact]
    public void Data_can_be_reconstructed_over_themselves_a_batch_at_a_time()
    {
        using var batches = ServedPair.Load(options: new() { BatchSize = 10 });
        float[] x = [.. X];

        batches.Reconstruct(x, x);

        Assert.Equal(batches.Reconstruct(X), x);
    }

    [Fact]
    public void A_result_written_over_the_data_it_comes_from_is_the_same()
    {
        // The first output of this encoder would overwrite what the second is computed from.
        using var square = Vae.Load(Square("x", "mean", "logvar"), Square("z", "recon"), new() { Threads = 1, Plain = new() { Likelihood = Likelihood.None } });
        float[] x = [.. Enumerable.Range(0, 100 * 64).Select(i => MathF.Sin(i))], original = [.. x], logVar = new float[x.Length];
        var expected = square.Encode(original);

        square.Encode(x, mean: x, logVar);

        Assert.Equal(expected.Mean.ToArray(), x);
        Assert.Equal(expected.LogVar.ToArray(), logVar);
        square.Decode(x, recon: x);
        Assert.Equal(square.Decode(expected.Mean.Span), x);
    }

    [Fact]
    public void Of_two_outputs_over_the_same_memory_the_second_stays()
    {
        var both = new float[Count * 784];

        vae.Decode(Z, both, both);

        Close.To(ServedPair.Singles("torch-mnist", "logits"), both);
    }

    private static byte[] Square(string input, params string[] outputs)
    {
        var graph = new TestGraph(input, 64);
        foreach (string output in outputs)
            graph.Linear(input, output, 64, 64, SmallPair.Weight(64, 64, seed: 1), bias: null).Output(output, 64);
        return graph.Build().ToByteArray();
    }

    private static float[] Repeat(float[] values, int length) => [.. Enumerable.Range(0, length).Select(i => values[i % values.Length])];

    private static float[] Room(int length)
    {
        var room = new float[length + 16];
        Array.Fill(room, -1234.5f);
        return room;
    }

    private static void AssertBits(ReadOnlySpan<float> expected, float[] room, int start)
    {
        Assert.True(MemoryMarshal.AsBytes(expected).SequenceEqual(MemoryMarshal.AsBytes(room.AsSpan(start, expected.Length))), $"other numbers at {start}");
        Assert.All(room.Take(start).Concat(room.Skip(start + expected.Length)), value => Assert.Equal(-1234.5f, value));
    }
}
