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
            EncodeBatch(call.Lane, range.Of(data, InputLength), range.Of(labels, 1), range.Count, cancellation);
            call.Lane.Encoder.Output(0, range.Count).CopyTo(range.Of(mean, LatentLength));
            if (!logVar.IsEmpty)
                call.Lane.Encoder.Output(1, range.Count).CopyTo(range.Of(logVar, LatentLength));
        }
    }

    /// <summary>Leaves mean and log σ² of a batch in the lane's outputs.</summary>
    private void EncodeBatch(Lane lane, ReadOnlySpan<float> data, ReadOnlySpan<long> labels, int count, CancellationToken cancellation)
    {
        data.CopyTo(lane.Encoder.Input(count));
        labels.CopyTo(lane.Encoder.Labels(count));
        RunEncoder(lane, count, cancellation);
    }

    private void RunEncoder(Lane lane, int count, CancellationToken cancellation)
    {
        lane.Encoder.Run(count, cancellation);
        PosteriorHead.ToLogVar(lane.Encoder.Output(1, count), facts.SecondOutput);
    }
}
