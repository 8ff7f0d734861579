using VaeOnnx.Inference.Lanes;

namespace VaeOnnx.Inference.Scores;

/// <summary>The running means of a batch's importance weights p(x, z) / q(z|x), in memory that the lane keeps.</summary>
internal readonly ref struct ImportanceWeights
{
    private readonly Span<double> greatest;
    private readonly Span<double> sums;

    public ImportanceWeights(Lane lane, int data, int rows, int scratch)
    {
        var room = lane.Sums((2 * data) + rows + scratch);
        greatest = room[..data];
        sums = room.Slice(data, data);
        LogRatios = room.Slice(2 * data, rows);
        Scratch = room.Slice((2 * data) + rows, scratch);
        greatest.Fill(double.NegativeInfinity);
        sums.Clear();
    }

    /// <summary>log p(z) − log q(z|x) of each row in the decoder: [rows].</summary>
    public Span<double> LogRatios { get; }

    public Span<double> Scratch { get; }

    /// <summary>Takes in the weight of one row.</summary>
    public void Add(int datum, int row, double logProbability) =>
        LogMeanExp.Add(logProbability + LogRatios[row], ref greatest[datum], ref sums[datum]);

    /// <summary>log of the mean weight of a datum.</summary>
    public double LogMean(int datum, int samples) => LogMeanExp.Of(greatest[datum], sums[datum], samples);
}
