using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Inference.Sessions;

namespace VaeOnnx.Inference.Lanes;

/// <summary>
/// One lane's side of a graph: pinned buffers, and tensors over them for every batch size seen lately. Only one thread at a
/// time uses it.
/// </summary>
internal sealed class BoundGraph : IDisposable
{
    // Callers use a handful of sizes; a caller of ever new ones must not fill the memory with tensors.
    private const int MaxBatches = 32;

    // 16 KB: to bind memory takes 0.3 µs, as long as to copy 12 KB of it. Below, the copy also leaves the bound tensors alone.
    private const int LeastInPlace = 4096;

    private readonly GraphSession graph;
    private readonly int maxCapacity;
    private readonly RunOptions runOptions = new();
    private readonly List<BoundBatch> batches = new(MaxBatches);
    private int nextToReplace;
    private int capacity;
    private PinnedBuffer<float> input = PinnedBuffer<float>.Empty;
    private PinnedBuffer<long> labels = PinnedBuffer<long>.Empty;
    private PinnedBuffer<float>[] outputs;

    public BoundGraph(GraphSession graph, int maxCapacity)
    {
        this.graph = graph;
        this.maxCapacity = maxCapacity;
        outputs = [.. graph.Outputs.Select(_ => PinnedBuffer<float>.Empty)];
        if (graph.Options.ReleaseMemory)
            runOptions.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
    }

    /// <summary>Makes room for a batch; what was in the buffers is gone where they grow.</summary>
    public void EnsureCapacity(int count)
    {
        if (count <= capacity)
            return;

        DropBatches();
        // Twice the room at least, so that a slowly growing caller does not pay each time.
        capacity = Math.Min(maxCapacity, Math.Max(count, 2 * capacity));
        input = new(capacity * graph.Input.Length);
        labels = graph.Label is null ? PinnedBuffer<long>.Empty : new(capacity);
        outputs = [.. graph.Outputs.Select(output => new PinnedBuffer<float>(capacity * output.Length))];
    }

    /// <summary>The input of a batch, [count, …input shape], to be filled.</summary>
    public Span<float> Input(int count)
    {
        EnsureCapacity(count);
        return input.First(count * graph.Input.Length);
    }

    /// <summary>The labels of a batch, [count], to be filled; empty where the graph takes none.</summary>
    public Span<long> Labels(int count)
    {
        EnsureCapacity(count);
        return graph.Label is null ? [] : labels.First(count);
    }

    /// <summary>An output of the last run, [count, …output shape].</summary>
    public Span<float> Output(int index, int count)
    {
        EnsureCapacity(count);
        return outputs[index].First(count * graph.Outputs[index].Length);
    }

    /// <summary>Runs the graph over a batch.</summary>
    /// <param name="count">Number of data.</param>
    /// <param name="data">[count, …input shape]; empty where <see cref="Input"/> holds them.</param>
    /// <param name="first">Takes the first output, [count, …output shape]; empty to leave it in <see cref="Output"/>.</param>
    /// <param name="second">Takes the second output, likewise.</param>
    /// <param name="cancellation">Looked at before and inside the run.</param>
    /// <exception cref="OperationCanceledException">Cancelled, perhaps in the middle of a run.</exception>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Numbers"/>: the run failed, e.g. for lack of memory.</exception>
    public unsafe void Run(int count, ReadOnlySpan<float> data, Span<float> first, Span<float> second, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var batch = Bound(count);
        // A graph may write before it has read everything: memory that is used twice is copied.
        bool inPlace = batch.CanMove && !data.Overlaps(first) && !data.Overlaps(second) && !((ReadOnlySpan<float>)first).Overlaps(second);
        var lentData = inPlace && data.Length >= LeastInPlace ? data : [];
        var lentFirst = inPlace && first.Length >= LeastInPlace ? first : [];
        var lentSecond = inPlace && second.Length >= LeastInPlace ? second : [];
        if (lentData.IsEmpty)
            data.CopyTo(Input(count));

        fixed (float* pinnedData = lentData)
        fixed (float* pinnedFirst = lentFirst)
        fixed (float* pinnedSecond = lentSecond)
        {
            if (batch.CanMove && batch.Move(lentData, lentFirst, lentSecond) is { } wrong)
                throw Failed(batch, wrong);
            RunBatch(batch, cancellation);
        }

        if (lentFirst.IsEmpty)
            Output(0, count)[..first.Length].CopyTo(first);
        if (lentSecond.IsEmpty && !second.IsEmpty)
            Output(1, count).CopyTo(second);
    }

    /// <summary>Runs the graph over what <see cref="Input"/> holds, into <see cref="Output"/>.</summary>
    /// <inheritdoc cref="Run(int, ReadOnlySpan{float}, Span{float}, Span{float}, CancellationToken)"/>
    public void Run(int count, CancellationToken cancellation) => Run(count, [], [], [], cancellation);

    public void Dispose()
    {
        DropBatches();
        runOptions.Dispose();
    }

    private void RunBatch(BoundBatch batch, CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled)
        {
            RunBatch(batch);
            return;
        }

        var registration = cancellation.UnsafeRegister(static options => ((RunOptions)options!).Terminate = true, runOptions);
        try
        {
            RunBatch(batch);
        }
        catch (VaeOnnxException) when (cancellation.IsCancellationRequested)
        {
            // The text is all that tells a terminated run from a failed one; the token tells it better.
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            // Waits for a callback under way, so that no later run of this lane is terminated.
            registration.Dispose();
            if (cancellation.IsCancellationRequested)
                runOptions.Terminate = false;
        }
    }

    private void RunBatch(BoundBatch batch)
    {
        try
        {
            batch.Run(runOptions);
        }
        catch (OnnxRuntimeException error)
        {
            throw Failed(batch, error.Message, error);
        }
    }

    private VaeOnnxException Failed(BoundBatch batch, string why, Exception? error = null) =>
        new(ErrorKind.Numbers, $"{graph.Name}: a batch of {batch.Count} failed in ONNX Runtime: {why}", error);

    private BoundBatch Bound(int count)
    {
        foreach (var known in batches)
        {
            if (known.Count == count)
                return known;
        }

        EnsureCapacity(count);
        var batch = new BoundBatch(graph, count, input, labels, outputs);
        if (batches.Count < MaxBatches)
        {
            batches.Add(batch);
            return batch;
        }

        batches[nextToReplace].Dispose();
        batches[nextToReplace] = batch;
        nextToReplace = (nextToReplace + 1) % MaxBatches;
        return batch;
    }

    private void DropBatches()
    {
        foreach (var batch in batches)
            batch.Dispose();
        batches.Clear();
        nextToReplace = 0;
    }
}
