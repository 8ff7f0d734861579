using VaeOnnx.Inference.Lanes;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>Decodes latents.</summary>
    /// <param name="latents">z: [N, …latent shape].</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>Probabilities of a Bernoulli decoder, values of any other: [N, …output shape].</returns>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public float[] Decode(ReadOnlySpan<float> latents, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        var recon = new float[ArrayLength(latents.Length / LatentLength, OutputLength, nameof(latents))];
        Decode(latents, recon, labels, cancellation);
        return recon;
    }

    /// <summary>Decodes latents into a buffer of the caller's.</summary>
    /// <param name="latents">z: [N, …latent shape].</param>
    /// <param name="recon">Probabilities of a Bernoulli decoder, values of any other: [N, …output shape].</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Decode(ReadOnlySpan<float> latents, Span<float> recon, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default) =>
        Decode(latents, recon, logits: [], reconLogVar: [], labels, cancellation);

    /// <summary>Decodes latents into buffers of the caller's, one for each output that is wanted.</summary>
    /// <param name="latents">z: [N, …latent shape].</param>
    /// <param name="recon">Probabilities of a Bernoulli decoder, values of any other: [N, …output shape], or empty.</param>
    /// <param name="logits">The log-odds where there are any (<see cref="HasLogits"/>): [N, …output shape], or empty.</param>
    /// <param name="reconLogVar">The learned log σ² of p(x|z) where there is one (<see cref="HasReconLogVar"/>): [N, …output shape], or empty.</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Decode(
        ReadOnlySpan<float> latents,
        Span<float> recon,
        Span<float> logits,
        Span<float> reconLogVar = default,
        ReadOnlySpan<long> labels = default,
        CancellationToken cancellation = default)
    {
        int count = Count(latents, LatentLength, nameof(latents));
        long length = (long)count * OutputLength;
        if (recon.Length != 0 || (logits.IsEmpty && reconLogVar.IsEmpty))
            EnsureLength(recon.Length, length, nameof(recon));
        EnsureOptional(logits.Length, length, HasLogits, nameof(logits));
        EnsureOptional(reconLogVar.Length, length, HasReconLogVar, nameof(reconLogVar));
        EnsureLabels(labels, count, nameof(labels));

        // No decoder gives both: a likelihood has the one or the other.
        var second = HasLogits ? logits : reconLogVar;
        using var call = Begin(count, cancellation);
        foreach (var range in Batches(count))
        {
            DecodeBatch(
                call.Lane, range.Of(latents, LatentLength), range.Of(labels, 1), range.Count, range.Of(recon, OutputLength), range.Of(second, OutputLength), cancellation);
        }
    }

    /// <summary>Decodes the latents that are in the lane's input. Outputs are left in the lane where no buffer for them is given.</summary>
    private static void DecodeBatch(Lane lane, ReadOnlySpan<long> labels, int count, Span<float> recon, CancellationToken cancellation) =>
        DecodeBatch(lane, latents: [], labels, count, recon, second: [], cancellation);

    private static void DecodeBatch(
        Lane lane, ReadOnlySpan<float> latents, ReadOnlySpan<long> labels, int count, Span<float> recon, Span<float> second, CancellationToken cancellation)
    {
        labels.CopyTo(lane.Decoder.Labels(count));
        lane.Decoder.Run(count, latents, recon, second, cancellation);
    }
}
