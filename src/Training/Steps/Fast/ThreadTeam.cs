using System.Runtime.InteropServices;
using System.Runtime.ExceptionServices;
using TorchSharp;

namespace VaeOnnx.Training.Steps.Fast;

/// <summary>
/// The threads that libtorch multiplies with, for loops of our own. They wait for work by spinning, so that threads beside them
/// would take their processors away from each other; lent by OpenMP's own entry point, they are the same threads.
/// Where that entry point does not exist (Windows), the loops run on the calling thread.
/// </summary>
internal sealed unsafe class ThreadTeam
{
    private static readonly delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void> Parallel;
    private static readonly delegate* unmanaged<int> ThreadNumber;

    private Action<int, int> work = (_, _) => { };
    private Exception? error;

    static ThreadTeam()
    {
        // libgomp under whatever name libtorch brings it: a symbol is looked for in the libraries that a library needs, too.
        if (NativeLibrary.TryLoad("libtorch_cpu", typeof(torch).Assembly, null, out nint library)
            && NativeLibrary.TryGetExport(library, "GOMP_parallel", out nint parallel)
            && NativeLibrary.TryGetExport(library, "omp_get_thread_num", out nint number))
        {
            Parallel = (delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void>)parallel;
            ThreadNumber = (delegate* unmanaged<int>)number;
        }
    }

    public ThreadTeam(int threads) => Threads = Parallel == null ? 1 : threads;

    /// <summary>How many threads work.</summary>
    public int Threads { get; }

    /// <summary>Gives each thread its part of a range, in order; a part begins at a multiple of <paramref name="unit"/>.</summary>
    public void Split(int count, int unit, Action<int, int> range)
    {
        int units = (count + unit - 1) / unit;
        Run((thread, threads) =>
        {
            int start = (int)((long)units * thread / threads) * unit, end = Math.Min(count, (int)((long)units * (thread + 1) / threads) * unit);
            if (start < end) range(start, end);
        });
    }

    /// <summary>Runs the work once on each thread, which is told its number and how many there are, and waits for all.</summary>
    public void Run(Action<int, int> work)
    {
        if (Threads == 1)
        {
            work(0, 1);
            return;
        }

        this.work = work;
        // For each run alone, so that a team that is forgotten is no leak.
        var self = GCHandle.Alloc(this);
        try
        {
            Parallel(&Enter, GCHandle.ToIntPtr(self), (uint)Threads, 0);
        }
        finally
        {
            self.Free();
        }

        if (Interlocked.Exchange(ref error, null) is { } thrown) ExceptionDispatchInfo.Throw(thrown);
    }

    [UnmanagedCallersOnly]
    private static void Enter(nint handle)
    {
        var team = (ThreadTeam)GCHandle.FromIntPtr(handle).Target!;
        try
        {
            team.work(ThreadNumber(), team.Threads);
        }
        catch (Exception e)
        {
            // Nothing may be thrown through native frames.
            team.error = e;
        }
    }
}
