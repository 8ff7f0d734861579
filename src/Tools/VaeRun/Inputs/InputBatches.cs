using VaeOnnx.Data;
using VaeOnnx.Inference;

namespace VaeOnnx.Tools.VaeRun.Inputs;

/// <summary>An input in batches, with a bar that shows how far it is.</summary>
internal sealed class InputBatches : IDisposable
{
    private readonly DataRows rows;
    private readonly int length;
    private readonly PictureRange range;
    private readonly CancellationToken cancellation;
    private float[] buffer = [];

    public InputBatches(DataRows rows, int length, int? limit, int batchSize, PictureRange range, CancellationToken cancellation)
    {
        this.rows = rows;
        this.length = length;
        this.range = range;
        this.cancellation = cancellation;
        BatchSize = batchSize;
        Count = Math.Min(rows.Count, limit ?? long.MaxValue);
        if (rows.Length == length && Count > 0) return;
        rows.Dispose();
        throw new VaeOnnxException(
            ErrorKind.Input,
            Count == 0 ? $"{rows.Source}: holds no data." : $"{rows.Source}: a datum is {string.Join(" x ", rows.Shape)}, {rows.Length} numbers; this pair takes {length}.");
    }

    /// <summary>What error messages call the input.</summary>
    public string Source => rows.Source;

    /// <summary>Number of data in all.</summary>
    public long Count { get; }

    /// <summary>The most data in a batch; may be lowered before the first.</summary>
    public int BatchSize { get; set; }

    /// <summary>Passes every batch on: the data, [count, …], and the index of the first.</summary>
    public void ForEach(Action<Memory<float>, long> use) => ProgressBar.Show(Count, bar =>
    {
        for (long start = 0; start < Count; start += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(BatchSize, Count - start);
            if (buffer.Length < count * length) buffer = new float[count * length];
            var batch = buffer.AsMemory(0, count * length);
            rows.Read(batch.Span);
            if (rows.Pictures) range.FromPictures(batch.Span);
            use(batch, start);
            bar.Advance(count);
        }
    });

    public void Dispose() => rows.Dispose();
}
