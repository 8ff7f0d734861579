namespace VaeOnnx.Inference.Extensions;

/// <summary>A pair as configuration describes it, e.g. the section <c>{ "Directory": "onnx", "Threads": 1 }</c>.</summary>
public sealed class VaeServiceOptions
{
    /// <summary>The folder with <c>encoder.onnx</c> and <c>decoder.onnx</c>.</summary>
    public string Directory { get; set; } = "onnx";

    /// <inheritdoc cref="VaeOptions.Provider"/>
    public ExecutionProvider Provider { get; set; }

    /// <inheritdoc cref="VaeOptions.Device"/>
    public string? Device { get; set; }

    /// <inheritdoc cref="VaeOptions.FallBackToCpu"/>
    public bool FallBackToCpu { get; set; }

    /// <inheritdoc cref="VaeOptions.Threads"/>
    public int? Threads { get; set; }

    /// <inheritdoc cref="VaeOptions.OptimizedGraphs"/>
    public string? OptimizedGraphs { get; set; }

    /// <inheritdoc cref="VaeOptions.BatchSize"/>
    public int? BatchSize { get; set; }

    /// <inheritdoc cref="VaeOptions.MaxCount"/>
    public int MaxCount { get; set; } = int.MaxValue;

    /// <inheritdoc cref="VaeOptions.Lanes"/>
    public int? Lanes { get; set; }

    /// <summary>Whether NaN and infinities in the input are argument errors; true by default, since a server's data come from outside.</summary>
    public bool CheckFinite { get; set; } = true;

    /// <summary>Loads the pair.</summary>
    /// <exception cref="VaeOnnxException">The pair or the provider cannot be used.</exception>
    internal Vae Load() => Vae.Load(Directory, new()
    {
        Provider = Provider,
        Device = Device,
        FallBackToCpu = FallBackToCpu,
        Threads = Threads,
        OptimizedGraphs = OptimizedGraphs,
        BatchSize = BatchSize,
        MaxCount = MaxCount,
        Lanes = Lanes,
        CheckFinite = CheckFinite,
    });
}
