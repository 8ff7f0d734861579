using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Export;

/// <summary>What an export read, recognised, wrote and verified, in numbers.</summary>
public sealed record ExportReport
{
    /// <summary>The checkpoint.</summary>
    public required CheckpointSummary Checkpoint { get; init; }

    /// <summary>The name of the family, e.g. <c>pytorch-example</c>.</summary>
    public required string Family { get; init; }

    /// <summary>What was recognised, in one line.</summary>
    public required string Recognised { get; init; }

    /// <summary>The architecture file (or the checkpoint's metadata) that described the model; null where none was needed.</summary>
    public string? Architecture { get; init; }

    /// <summary>What was unwrapped, renamed, left aside or ignored: a line each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Version of ONNX's default operator set.</summary>
    public required int Opset { get; init; }

    /// <summary>How weights are stored, and what the graphs compute with.</summary>
    public required GraphPrecision Precision { get; init; }

    /// <summary>What the weights lost on the way into the graphs; null where nothing.</summary>
    public WeightRounding? Loss { get; init; }

    /// <summary>The folder that was written, or would have been.</summary>
    public required string Directory { get; init; }

    /// <summary>The encoder and the decoder; and the graphs that draw, where they were asked for.</summary>
    public required IReadOnlyList<GraphReport> Graphs { get; init; }

    /// <summary>How thoroughly the graphs were verified.</summary>
    public required VerificationLevel Level { get; init; }

    /// <summary>The comparison with reference arrays; null where none was asked for.</summary>
    public ReferenceReport? References { get; init; }

    /// <summary>Whether every number that was checked holds. With <see cref="VerificationLevel.None"/> nothing was.</summary>
    public bool Passed => Graphs.All(graph => graph.Verification.Passed) && (References?.Passed ?? true);

    /// <summary>Where the time went, in order: read, built, compared with reference arrays, verified, written.</summary>
    public IReadOnlyList<PhaseTime> Phases { get; init; } = [];

    /// <summary>Seconds from the call to the written folder.</summary>
    public required double Seconds { get; init; }
}

/// <summary>How long a part of an export took.</summary>
/// <param name="Phase"><c>read</c>, <c>build</c>, <c>check</c>, <c>verify</c>, <c>write</c>.</param>
/// <param name="Seconds">From the end of the part before.</param>
public sealed record PhaseTime(string Phase, double Seconds);

/// <summary>A checkpoint in a few facts.</summary>
/// <param name="Path">The path as given.</param>
/// <param name="Container">What the content is, e.g. <c>PyTorch zip</c>.</param>
/// <param name="Tensors">Number of tensors.</param>
/// <param name="Bytes">Length of the file, or of all shards and their index.</param>
/// <param name="Sha256">Hash of the content: 64 lower-case hexadecimal digits.</param>
public sealed record CheckpointSummary(string Path, string Container, int Tensors, long Bytes, string Sha256);

/// <summary>What weights lost when they were rounded to the type in which the graphs store them.</summary>
/// <param name="From">The type in the checkpoint, by Python's name.</param>
/// <param name="To">The type in the graphs.</param>
/// <param name="GreatestRelative">The greatest difference relative to the weight, of those that are neither denormal nor 0 now.</param>
/// <param name="Zeros">How many weights became 0.</param>
public sealed record WeightRounding(string From, string To, double GreatestRelative, long Zeros);

/// <summary>One graph of an export.</summary>
/// <param name="Role">What it does.</param>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="DataBytes">Length of the file beside it that holds its weights, e.g. <c>encoder.onnx.data</c>; 0 where it holds them itself.</param>
/// <param name="Inputs">Inputs with their shapes, e.g. <c>x [N, 784]</c>.</param>
/// <param name="Outputs">Outputs with their shapes.</param>
/// <param name="Verification">ONNX Runtime against float64.</param>
public sealed record GraphReport(
    GraphRole Role,
    string Path,
    long Bytes,
    long DataBytes,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    GraphVerification Verification);

/// <summary>The numbers of an export do not hold; nothing was written.</summary>
public sealed class VerificationException : VaeOnnxException
{
    internal VerificationException(ExportReport report, string message)
        : base(ErrorKind.Numbers, message)
    {
        Report = report;
    }

    /// <summary>The whole report, as of an export that holds.</summary>
    public ExportReport Report { get; }
}
