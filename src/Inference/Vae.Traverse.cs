namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>Decodes one latent with one of its numbers replaced by each of several values: what that number means.</summary>
    /// <param name="latent">The latent to start from: […latent shape].</param>
    /// <param name="axis">Index of the number that changes, in row-major order, from 0 to <see cref="LatentLength"/> − 1.</param>
    /// <param name="values">What it becomes: [steps].</param>
    /// <param name="labels">[steps] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>[steps, …output shape]</returns>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public float[] Traverse(
        ReadOnlySpan<float> latent, int axis, ReadOnlySpan<float> values, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        var recon = new float[ArrayLength(values.Length, OutputLength, nameof(values))];
        Traverse(latent, axis, values, recon, labels, cancellation);
        return recon;
    }

    /// <summary>Decodes one latent with one of its numbers replaced by each of several values, into a buffer of the caller's.</summary>
    /// <param name="latent">The latent to start from: […latent shape].</param>
    /// <param name="axis">Index of the number that changes, in row-major order, from 0 to <see cref="LatentLength"/> − 1.</param>
    /// <param name="values">What it becomes: [steps].</param>
    /// <param name="recon">[steps, …output shape]</param>
    /// <param name="labels">[steps] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Traverse(
        ReadOnlySpan<float> latent,
        int axis,
        ReadOnlySpan<float> values,
        Span<float> recon,
        ReadOnlySpan<long> labels = default,
        CancellationToken cancellation = default)
    {
        EnsureOne(latent, nameof(latent));
        if ((uint)axis >= (uint)LatentLength)
            throw new ArgumentOutOfRangeException(nameof(axis), axis, $"An axis is from 0 to {LatentLength - 1}.");
        int steps = Count(values, 1, nameof(values));
        EnsureLength(recon.Length, (long)steps * OutputLength, nameof(recon));
        EnsureLabels(labels, steps, nameof(labels));

        using var call = Begin(steps, cancellation);
        foreach (var range in Batches(steps))
        {
            var z = call.Lane.Decoder.Input(range.Count);
            for (int row = 0; row < range.Count; row++)
            {
                latent.CopyTo(z[(row * LatentLength)..]);
                z[(row * LatentLength) + axis] = values[range.Start + row];
            }

            DecodeBatch(call.Lane, range.Of(labels, 1), range.Count, range.Of(recon, OutputLength), cancellation);
        }
    }
}
