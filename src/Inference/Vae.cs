using System.Runtime.CompilerServices;
using VaeOnnx.Inference.Lanes;
using VaeOnnx.Inference.Scores;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Inference;

/// <summary>
/// A variational autoencoder, loaded and ready. Data are float32, row-major, one datum after the other: [N, …shape] for any N.
/// </summary>
/// <remarks>
/// <para>Any number of threads may call one instance at once. After a batch size has been seen, a call into the caller's spans
/// allocates no managed memory.</para>
/// <para><see cref="Dispose"/> waits for the calls that run; later ones throw <see cref="ObjectDisposedException"/>.</para>
/// <para>Large spans are used where they lie and small ones copied, which nobody notices: a result may be written over the data it
/// comes from, as in <c>Reconstruct(x, recon: x)</c>. Longer results over shorter data that are still to be read are for the caller
/// to avoid, as are changes while a call runs.</para>
/// <para>Wrong lengths are <see cref="ArgumentException"/>s, thrown before anything runs.</para>
/// </remarks>
public sealed partial class Vae : IDisposable
{
    // Four million float32 are 16 MB: enough to keep the processor busy, little enough to have in every lane.
    private const int BufferLength = 4 << 20;
    private const int LargestBatch = 1024;

    private readonly PairFacts facts;
    private readonly PairSessions pair;
    private readonly VaeOptions options;
    private readonly LanePool lanes;
    private readonly Reconstruction reconstruction;

    private Vae(PairFacts facts, PairSessions pair, VaeOptions options)
    {
        this.facts = facts;
        this.pair = pair;
        this.options = options;
        reconstruction = new(pair, facts);
        int longest = Math.Max(Math.Max(InputLength, OutputLength), LatentLength);
        // However large a batch is asked for, a buffer is one array.
        BatchSize = Math.Min(options.BatchSize ?? Math.Clamp(BufferLength / longest, 1, LargestBatch), Array.MaxLength / longest);
        lanes = new(() => new Lane(pair, BatchSize), options.Lanes ?? 4 * Environment.ProcessorCount);
    }

    /// <summary>What the graphs say about themselves; null for a plain pair, of which the caller has stated the facts.</summary>
    public VaeMetadata? Metadata => facts.Metadata;

    /// <summary>Shape of one datum at the encoder's input.</summary>
    public IReadOnlyList<long> InputShape => pair.Encoder.Input.Shape;

    /// <summary>Shape of one latent.</summary>
    public IReadOnlyList<long> LatentShape => pair.Decoder.Input.Shape;

    /// <summary>Shape of one datum at the decoder's output.</summary>
    public IReadOnlyList<long> OutputShape => pair.Decoder.Outputs[0].Shape;

    /// <summary>Numbers in one datum at the encoder's input.</summary>
    public int InputLength => pair.Encoder.Input.Length;

    /// <summary>Numbers in one latent.</summary>
    public int LatentLength => pair.Decoder.Input.Length;

    /// <summary>Numbers in one datum at the decoder's output.</summary>
    public int OutputLength => pair.Decoder.Outputs[0].Length;

    /// <summary>How to look at a datum, e.g. 28,28 or 3,64,64 (channels first); null when unknown.</summary>
    public IReadOnlyList<long>? ImageShape => facts.ImageShape;

    /// <summary>The distribution whose parameters the decoder gives.</summary>
    public Likelihood Likelihood => facts.Likelihood;

    /// <summary>Number of labels of a conditional pair, whose calls take labels; null when the pair takes none.</summary>
    public long? Classes => facts.Classes;

    /// <summary>Whether the decoder gives logits besides <c>recon</c>.</summary>
    public bool HasLogits => pair.Logits is not null;

    /// <summary>Whether the decoder gives a learned log-variance besides <c>recon</c>.</summary>
    public bool HasReconLogVar => pair.ReconLogVar is not null;

    /// <summary>What the graphs run on.</summary>
    public ExecutionProvider Provider => pair.Provider;

    /// <summary>Why the CPU took over from the provider that was asked for; null where it did not.</summary>
    public string? WhyCpu => pair.WhyCpu;

    /// <summary>The most data in one run of a graph, and in one <see cref="VaeBatch"/>.</summary>
    public int BatchSize { get; }

    /// <summary>Refuses further calls, waits for those that run, and frees the graphs. May be called more than once.</summary>
    public void Dispose()
    {
        if (lanes.Close())
            pair.Dispose();
    }

    /// <summary>Takes a lane for a call of a public method over so many data; disposing gives it back.</summary>
    private Call Begin(int count, CancellationToken cancellation, [CallerMemberName] string operation = "") =>
        new(lanes, CallMeasurement.Start(operation, count), cancellation);

    private BatchRanges Batches(int count) => new(count, BatchSize);

    private readonly ref struct Call
    {
        private readonly LanePool lanes;
        private readonly CallMeasurement measurement;

        public Call(LanePool lanes, CallMeasurement measurement, CancellationToken cancellation)
        {
            this.lanes = lanes;
            this.measurement = measurement;
            Lane = lanes.Take(cancellation);
        }

        public Lane Lane { get; }

        public void Dispose()
        {
            lanes.Return(Lane);
            measurement.End();
        }
    }
}
