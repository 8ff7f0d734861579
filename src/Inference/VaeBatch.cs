using VaeOnnx.Inference.Lanes;

namespace VaeOnnx.Inference;

/// <summary>
/// Buffers that a <see cref="Vae"/> lends: the graphs read and write them where they are, of whatever size, and they begin at a
/// cache line. Fill <see cref="Data"/>, call <see cref="Encode"/>, read <see cref="Mean"/>; dispose to give them back.
/// </summary>
/// <remarks>
/// For one thread at a time. Spans taken from it are another borrower's after <see cref="Dispose"/>. The content is undefined at
/// first. A lent batch does not hold up <see cref="Vae.Dispose"/>; a run after that throws <see cref="ObjectDisposedException"/>.
/// </remarks>
public readonly struct VaeBatch : IDisposable
{
    private readonly Vae owner;
    private readonly Lane lane;
    private readonly int ticket;

    internal VaeBatch(Vae owner, Lane lane, int count)
    {
        this.owner = owner;
        this.lane = lane;
        Count = count;
        ticket = lane.Ticket;
    }

    /// <summary>Number of data.</summary>
    public int Count { get; }

    /// <summary>The encoder's input: [<see cref="Count"/>, …input shape].</summary>
    public Span<float> Data => Lent.Encoder.Input(Count);

    /// <summary>The encoder's mean: [<see cref="Count"/>, …latent shape].</summary>
    public ReadOnlySpan<float> Mean => Lent.Encoder.Output(0, Count);

    /// <summary>The encoder's log σ²: [<see cref="Count"/>, …latent shape].</summary>
    public ReadOnlySpan<float> LogVar => Lent.Encoder.Output(1, Count);

    /// <summary>The decoder's input: [<see cref="Count"/>, …latent shape].</summary>
    public Span<float> Latents => Lent.Decoder.Input(Count);

    /// <summary>The decoder's probabilities or values: [<see cref="Count"/>, …output shape].</summary>
    public ReadOnlySpan<float> Recon => Lent.Decoder.Output(0, Count);

    /// <summary>The decoder's logits: [<see cref="Count"/>, …output shape]; empty where there are none.</summary>
    public ReadOnlySpan<float> Logits => owner.LogitsOf(Lent, Count);

    /// <summary>The decoder's learned log σ²: [<see cref="Count"/>, …output shape]; empty where there is none.</summary>
    public ReadOnlySpan<float> ReconLogVar => owner.ReconLogVarOf(Lent, Count);

    private Lane Lent
    {
        get
        {
            ObjectDisposedException.ThrowIf(lane is null || lane.Ticket != ticket, typeof(VaeBatch));
            return lane;
        }
    }

    /// <summary><see cref="Data"/> to <see cref="Mean"/> and <see cref="LogVar"/>.</summary>
    /// <param name="labels">[<see cref="Count"/>] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at before and inside the run.</param>
    /// <inheritdoc cref="Vae.Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Encode(ReadOnlySpan<long> labels = default, CancellationToken cancellation = default) => owner.EncodeLent(Lent, Count, labels, cancellation);

    /// <summary><see cref="Latents"/> to <see cref="Recon"/>, <see cref="Logits"/> and <see cref="ReconLogVar"/>.</summary>
    /// <param name="labels">[<see cref="Count"/>] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at before and inside the run.</param>
    /// <inheritdoc cref="Vae.Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Decode(ReadOnlySpan<long> labels = default, CancellationToken cancellation = default) => owner.DecodeLent(Lent, Count, labels, cancellation);

    /// <summary>Gives the buffers back. May be called more than once.</summary>
    public void Dispose()
    {
        if (lane is not null && lane.Ticket == ticket)
            owner.TakeBack(lane);
    }
}
