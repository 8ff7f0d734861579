using VaeOnnx.Inference.Lanes;
using VaeOnnx.Inference.Scores;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>Encodes data to the parameters of q(z|x).</summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <returns>Mean and log σ², [N, …latent shape] each.</returns>
    /// <exception cref="ArgumentException">A length is wrong, a label out of range, or a number not finite where that is checked.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Numbers"/>: ONNX Runtime failed in a run.</exception>
    public Posterior Encode(ReadOnlySpan<float> data, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        int length = ArrayLength(data.Length / InputLength, LatentLength, nameof(data));
        float[] mean = new float[length], logVar = new float[length];
        Encode(data, mean, logVar, labels, cancellation);
        return new(mean, logVar);
    }

    /// <summary>Encodes data to the parameters of q(z|x), into buffers of the caller's.</summary>
    /// <param name="data">[N, …input shape].</param>
    /// <param name="mean">[N, …latent shape].</param>
    /// <param name="logVar">log σ²: [N, …latent shape], or empty where it is not wanted.</param>
    /// <param name="labels">[N] for a conditional pair; otherwise empty.</param>
    /// <param name="cancellation">Looked at between batches and inside a run.</param>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, ReadOnlySpan{long}, CancellationToken)" path="/exception"/>
    public void Encode(
        ReadOnlySpan<float> data, Span<float> mean, Span<float> logVar, ReadOnlySpan<long> labels = default, CancellationToken cancellation = default)
    {
        int count = Count(data, InputLength, nameof(data));
        EnsureLength(mean.Length, (long)count * LatentLength, nameof(mean));
        EnsureOptional(logVar.Length, (long)count * LatentLength, available: true, nameof(logVar));
        EnsureLabels(labels, count, nameof(labels));

        using var call = Begin(count, cancellation);
        foreach (var range in Batches(count))
        {
            EncodeBatch(
                call.Lane, range.Of(data, InputLength), range.Of(labels, 1), range.Count, range.Of(mean, LatentLength), range.Of(logVar, LatentLength), cancellation);
        }
    }

    /// <summary>Encodes a batch. Mean and log σ² are left in the lane's outputs where no buffer for them is given.</summary>
    private void EncodeBatch(
        Lane lane, ReadOnlySpan<float> data, ReadOnlySpan<long> labels, int count, Span<float> mean, Span<float> logVar, CancellationToken cancellation)
    {
        labels.CopyTo(lane.Encoder.Labels(count));
        lane.Encoder.Run(count, data, mean, logVar, cancellation);
        PosteriorHead.ToLogVar(logVar.IsEmpty ? lane.Encoder.Output(1, count) : logVar, facts.SecondOutput);
    }
}
