using VaeOnnx.Inference.Lanes;

namespace VaeOnnx.Inference;

public sealed partial class Vae
{
    /// <summary>Lends buffers for a batch, to be filled in place.</summary>
    /// <param name="count">Number of data, from 1 to <see cref="BatchSize"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">More or fewer.</exception>
    /// <exception cref="ObjectDisposedException">Disposed.</exception>
    public VaeBatch Rent(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, BatchSize);
        EnsureCount(count, nameof(count));
        var lane = lanes.Lend();
        lane.Ticket++;
        return new(this, lane, count);
    }

    internal void TakeBack(Lane lane)
    {
        lane.Ticket++;
        lanes.TakeBack(lane);
    }

    internal ReadOnlySpan<float> LogitsOf(Lane lane, int count) => pair.Logits is { } index ? lane.Decoder.Output(index, count) : [];

    internal ReadOnlySpan<float> ReconLogVarOf(Lane lane, int count) => pair.ReconLogVar is { } index ? lane.Decoder.Output(index, count) : [];

    internal void EncodeLent(Lane lane, int count, ReadOnlySpan<long> labels, CancellationToken cancellation)
    {
        _ = Count(lane.Encoder.Input(count), InputLength, nameof(VaeBatch.Data));
        EnsureLabels(labels, count, nameof(labels));
        lanes.BeginRun();
        var measurement = CallMeasurement.Start(nameof(Encode), count);
        try
        {
            EncodeBatch(lane, data: [], labels, count, mean: [], logVar: [], cancellation);
        }
        finally
        {
            lanes.EndRun();
            measurement.End();
        }
    }

    internal void DecodeLent(Lane lane, int count, ReadOnlySpan<long> labels, CancellationToken cancellation)
    {
        _ = Count(lane.Decoder.Input(count), LatentLength, nameof(VaeBatch.Latents));
        EnsureLabels(labels, count, nameof(labels));
        lanes.BeginRun();
        var measurement = CallMeasurement.Start(nameof(Decode), count);
        try
        {
            DecodeBatch(lane, labels, count, recon: [], cancellation);
        }
        finally
        {
            lanes.EndRun();
            measurement.End();
        }
    }
}
