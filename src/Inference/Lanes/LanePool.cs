using System.Runtime.CompilerServices;

namespace VaeOnnx.Inference.Lanes;

/// <summary>
/// The lanes of one <see cref="Vae"/>. A call holds one while it runs, and waits where all are taken. Closing refuses new calls
/// and waits for those that run: ONNX Runtime ends the process when a session goes away under a run.
/// </summary>
internal sealed class LanePool(Func<Lane> create, int size)
{
    // A plain object and not a Lock: Monitor can wait for a condition.
    private readonly object gate = new();
    private readonly List<Lane> all = [];
    private readonly Stack<Lane> free = new();
    private readonly Stack<Lane> toLend = new();
    private int made;
    private int running;
    private int waiting;
    private bool closed;

    /// <summary>Takes a lane for one call; <see cref="Return"/> ends the call.</summary>
    /// <exception cref="ObjectDisposedException">Closed, or closed while waiting.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting.</exception>
    public Lane Take(CancellationToken cancellation)
    {
        lock (gate)
        {
            ThrowIfClosed();
            if (free.Count == 0 && made == size)
                Wait(cancellation);
            running++;
            try
            {
                return free.Count > 0 ? free.Pop() : Make(ref made);
            }
            catch
            {
                running--;
                Monitor.PulseAll(gate);
                throw;
            }
        }
    }

    /// <summary>Gives a lane back.</summary>
    public void Return(Lane lane)
    {
        lock (gate)
        {
            running--;
            free.Push(lane);
            Pulse();
        }
    }

    /// <summary>Takes a lane to lend its buffers. These do not count among the calls: a borrower may keep them for long.</summary>
    public Lane Lend()
    {
        lock (gate)
        {
            ThrowIfClosed();
            int lent = 0;
            return toLend.Count > 0 ? toLend.Pop() : Make(ref lent);
        }
    }

    /// <summary>Takes a lent lane back.</summary>
    public void TakeBack(Lane lane)
    {
        lock (gate)
        {
            if (!closed)
                toLend.Push(lane);
        }
    }

    /// <summary>Begins a call over lent buffers; <see cref="EndRun"/> ends it.</summary>
    /// <exception cref="ObjectDisposedException">Closed.</exception>
    public void BeginRun()
    {
        lock (gate)
        {
            ThrowIfClosed();
            running++;
        }
    }

    /// <summary>Ends a call over lent buffers.</summary>
    public void EndRun()
    {
        lock (gate)
        {
            running--;
            Pulse();
        }
    }

    /// <summary>Refuses new calls, waits for the running ones, and disposes the lanes. True for the first to close.</summary>
    public bool Close()
    {
        lock (gate)
        {
            bool first = !closed;
            closed = true;
            Monitor.PulseAll(gate);
            while (running > 0)
                Monitor.Wait(gate);
            if (first)
                all.ForEach(lane => lane.Dispose());
            return first;
        }
    }

    private Lane Make(ref int counter)
    {
        var lane = create();
        all.Add(lane);
        counter++;
        return lane;
    }

    private void Wait(CancellationToken cancellation)
    {
        var registration = cancellation.UnsafeRegister(static pool => ((LanePool)pool!).PulseAll(), this);
        waiting++;
        try
        {
            while (free.Count == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(gate);
                ThrowIfClosed();
            }
        }
        finally
        {
            waiting--;
            // Not Dispose: that waits for a callback under way, which waits for the gate that is held here.
            registration.Unregister();
        }
    }

    private void PulseAll()
    {
        lock (gate)
            Monitor.PulseAll(gate);
    }

    // One waiting call can go on; the closer, once it waits, has to see every end. A pulse that nobody waits for takes as long as the lock.
    private void Pulse()
    {
        if (closed)
            Monitor.PulseAll(gate);
        else if (waiting > 0)
            Monitor.Pulse(gate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(closed, typeof(Vae));
}
