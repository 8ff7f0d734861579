using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Inference.Lanes;

/// <summary>What one call needs for itself: buffers of the encoder and the decoder, and room for sums.</summary>
internal sealed class Lane(PairSessions pair, int maxCapacity) : IDisposable
{
    private double[] sums = [];
    private float[] noise = [];

    public BoundGraph Encoder { get; } = new(pair.Encoder, maxCapacity);

    public BoundGraph Decoder { get; } = new(pair.Decoder, maxCapacity);

    /// <summary>Goes up each time the lane is lent or given back, so that an old borrower is told from the present one.</summary>
    public int Ticket { get; set; }

    /// <summary>Room for numbers in double precision; the content is undefined.</summary>
    public Span<double> Sums(int count)
    {
        if (sums.Length < count)
            sums = new double[count];
        return sums.AsSpan(0, count);
    }

    /// <summary>Room for draws; the content is undefined.</summary>
    public Span<float> Noise(int count)
    {
        if (noise.Length < count)
            noise = new float[count];
        return noise.AsSpan(0, count);
    }

    public void Dispose()
    {
        Encoder.Dispose();
        Decoder.Dispose();
    }
}
