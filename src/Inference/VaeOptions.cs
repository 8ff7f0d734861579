namespace VaeOnnx.Inference;

/// <summary>How a pair is loaded and run. The defaults suit a server or a console program on the CPU.</summary>
public sealed record VaeOptions
{
    /// <summary>Where the graphs run.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>
    /// The device of the provider: a number for CUDA, TensorRT and DirectML (<c>"0"</c>), a name for OpenVINO (<c>"GPU.1"</c>);
    /// null for the first.
    /// </summary>
    public string? Device { get; init; }

    /// <summary>
    /// Whether the CPU takes over where <see cref="Provider"/> is missing or cannot run a node. False by default, so that a
    /// missing GPU is an error and never a slow surprise. <see cref="Vae.Provider"/> says what was taken.
    /// </summary>
    public bool FallBackToCpu { get; init; }

    /// <summary>
    /// Threads that share the work of one call, for each of the two graphs; null for one a physical core, as ONNX Runtime
    /// chooses. With many callers at once, 1 gives the most throughput.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>Whether idle threads spin while they wait for work: a few microseconds for a core that is never idle.</summary>
    public bool Spinning { get; init; }

    /// <summary>How far ONNX Runtime rewrites the graphs before it runs them.</summary>
    public OptimizationLevel Optimization { get; init; } = OptimizationLevel.All;

    /// <summary>
    /// A folder for the rewritten graphs, to start faster the next time; null for none. A file there is good for one machine,
    /// one version of ONNX Runtime and one provider, which are in its name: never ship it. Graphs with external data (those
    /// above 1 GB) are not kept.
    /// </summary>
    public string? OptimizedGraphs { get; init; }

    /// <summary>
    /// The most data in one run of a graph. Longer calls are split, and cancellation is looked at in between. Null for as many
    /// as four million numbers hold, at most 1024.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>The most data in one call; more is an argument error. For servers that take the count from a request.</summary>
    public int MaxCount { get; init; } = int.MaxValue;

    /// <summary>Calls that run at the same time; further ones wait. Null for four a processor. Each has buffers of its own.</summary>
    public int? Lanes { get; init; }

    /// <summary>Whether NaN and infinities in the input are argument errors. One more pass over the data.</summary>
    public bool CheckFinite { get; init; }

    /// <summary>
    /// Whether CUDA may round the factors of its products to TF32: faster, and about 1e-3 away from PyTorch's CPU.
    /// </summary>
    public bool AllowTf32 { get; init; }

    /// <summary>Whether memory that a run took beyond its start is given back after it. Otherwise the largest batch keeps it.</summary>
    public bool ReleaseMemory { get; init; }

    /// <summary>What is to be known about a pair without metadata; null for a pair of vae-export, which describes itself.</summary>
    public PlainPair? Plain { get; init; }

    /// <summary>Refuses options that contradict themselves, before anything is loaded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count below 1.</exception>
    internal void Validate()
    {
        Ensure(Threads ?? 1, nameof(Threads));
        Ensure(BatchSize ?? 1, nameof(BatchSize));
        Ensure(Lanes ?? 1, nameof(Lanes));
        Ensure(MaxCount, nameof(MaxCount));

        static void Ensure(int value, string name) => ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
    }
}
