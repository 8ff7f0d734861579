using System.Security.Cryptography;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Families;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Output;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Export;

/// <summary>The whole way from a checkpoint to a verified pair of graphs: open, recognise, build, verify, write.</summary>
public static class VaeExporter
{
    /// <summary>Turns a checkpoint into <c>encoder.onnx</c> and <c>decoder.onnx</c>.</summary>
    /// <param name="checkpoint">The checkpoint: TorchSharp, PyTorch, safetensors, Flax msgpack or npz, told by its content.</param>
    /// <param name="directory">The folder to write. An older export there is replaced as a whole; nothing else is touched.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Gives up, leaving no trace.</param>
    /// <returns>What was read, recognised, verified and written.</returns>
    /// <exception cref="VerificationException">The numbers do not hold; nothing was written.</exception>
    /// <exception cref="VaeOnnxException">The input cannot be used, or the output not be written; the kind says which. An older export is as it was.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ExportReport Export(
        string checkpoint, string directory, ExportOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpoint);
        ArgumentNullException.ThrowIfNull(directory);
        options ??= new();
        var clock = new PhaseClock();
        Opset.Ensure(options.Opset);
        if (options.Sampler) EnsureSampler(options);
        bool runs = options.Verification != VerificationLevel.None || options.References is not null;
        // On a thread of its own: it takes as long as a verification that would wait for it.
        var runtime = runs ? Task.Factory.StartNew(OrtRunner.WarmUp, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default) : Task.CompletedTask;
        try
        {
            using var folder = ExportFolder.Open(directory, options.Force);
            return Export(checkpoint, directory, folder, options, clock, cancellation);
        }
        finally
        {
            // A process that ends while ONNX Runtime is still being loaded crashes. What went wrong there shows where it is used.
            Task.WhenAny(runtime).Wait(CancellationToken.None);
        }
    }

    private static ExportReport Export(
        string checkpoint, string directory, ExportFolder folder, ExportOptions options, PhaseClock clock, CancellationToken cancellation)
    {
        using var file = Checkpoint.Open(checkpoint);
        var hash = Task.Run(() => Sha256(file.Files), cancellation);
        var weights = new Weights(file, options.Precision.WeightType());
        var model = Recognition.Recognise(file, weights, options.Architecture, options.Family);
        clock.End("read");
        var (pair, ignored) = Build(model, weights, options);
        var graphs = pair.Finish(
            (name, write) => folder.Write(name, write, cancellation), folder.Staging, weights, hash, options.Verification.ToString().ToLowerInvariant(), cancellation);
        clock.End("build");

        var references = options.References is { } arrays
            ? ReferenceCheck.Check(
                arrays, graphs[0], graphs[1], new() { Tolerance = Tolerance.From(options.AbsoluteTolerance, options.RelativeTolerance) }, cancellation)
            : null;
        if (references is not null) clock.End("check");
        bool differs = weights.Loss.Any || options.Precision != GraphPrecision.Fp32;
        ModelGraph[] unrounded = differs && options.Verification != VerificationLevel.None
            ? [.. ModelPair.Unrounded(model.Family, file, options.Opset).Graphs.Select(ModelGraph.Of)]
            : [];
        var verifying = graphs.Select((graph, i) => Task.Run(() => Verify(graph, unrounded.ElementAtOrDefault(i), options, cancellation), cancellation)).ToArray();
        try
        {
            // Meanwhile, since disks take their time, too. What does not hold never leaves the staging folder.
            foreach (var graph in graphs)
            {
                folder.Write(PairContract.FileName(graph.Metadata.Role), file => file.Write(graph.Bytes.Span), cancellation);
            }
        }
        finally
        {
            // Also after an error: they read the mapped checkpoint, which is closed then.
            Task.WhenAny(Task.WhenAll(verifying)).Wait(CancellationToken.None);
        }

        GraphVerification[] verifications = [.. verifying.Select(verification => verification.GetAwaiter().GetResult())];
        clock.End("verify");
        var report = new ExportReport
        {
            Checkpoint = new(file.Path, file.Container, file.Tensors.Count, file.Files.Sum(path => new FileInfo(path).Length), hash.Result),
            Family = model.Family.Name,
            Recognised = model.Family.Summary,
            Architecture = model.ArchitectureSource,
            Notes = [.. file.Notes, .. model.Notes, .. ignored],
            Opset = options.Opset,
            Precision = options.Precision,
            Loss = weights.Loss.Any ? new(weights.Loss.From.PythonName(), options.Precision.WeightType().PythonName(), weights.Loss.GreatestRelative, weights.Loss.Zeros) : null,
            Directory = directory,
            Graphs = [.. graphs.Zip(verifications, (graph, verification) => Report(graph, directory, verification))],
            Level = options.Verification,
            References = references,
            Seconds = 0,
        };
        if (!report.Passed) throw new VerificationException(clock.On(report), Reports.TextReport.Failure(report));

        folder.Commit(cancellation);
        clock.End("write");
        return clock.On(report);
    }

    /// <summary>Says what a checkpoint holds and what would be exported, without writing anything.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="architecture">An architecture file, or null.</param>
    /// <param name="family">The family, or null to recognise it.</param>
    /// <exception cref="VaeOnnxException">The file cannot be read. A model that is not recognised is no error here: the inspection says why.</exception>
    public static Inspection Inspect(string checkpoint, string? architecture = null, string? family = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpoint);
        using var file = Checkpoint.Open(checkpoint);
        return Inspection.Of(file, architecture, family);
    }

    private static (ModelPair Pair, IReadOnlyList<string> Ignored) Build(Recognised model, Weights weights, ExportOptions options)
    {
        try
        {
            var pair = ModelPair.Build(model.Family, weights, options.Opset, options.Precision, options.ExternalDataAbove, options.Sampler);
            return (pair, weights.EnsureAllUsed(model.Family.Ignored));
        }
        catch (VaeOnnxException error) when (model.FoundBeside)
        {
            throw new VaeOnnxException(
                error.Kind,
                $"{error.Message} The architecture is that of {model.ArchitectureSource}, found beside the checkpoint; " +
                "--architecture or --family name another.",
                error);
        }
    }

    private static GraphVerification Verify(ExportedGraph graph, ModelGraph? unrounded, ExportOptions options, CancellationToken cancellation) =>
        graph.Metadata.Role is GraphRole.Encoder or GraphRole.Decoder
            ? GraphVerifier.Verify(ModelGraph.Of(graph), options.Precision, unrounded, options.Verification, cancellation)
            : DrawVerifier.Verify(graph.Model, graph.Bytes, options.Verification, cancellation);

    private static void EnsureSampler(ExportOptions options)
    {
        Opset.EnsureSampler(options.Opset);
        if (options.Precision == GraphPrecision.Fp32) return;
        throw new VaeOnnxException(
            ErrorKind.Usage, $"the graphs of --sampler draw and compute in float32: leave --sampler out, or --dtype {options.Precision.Word()}.");
    }

    private static GraphReport Report(ExportedGraph graph, string directory, GraphVerification verification) => new(
        graph.Metadata.Role,
        Path.Combine(directory, PairContract.FileName(graph.Metadata.Role)),
        graph.Bytes.Length,
        graph.DataFolder is null ? 0 : new FileInfo(Path.Combine(graph.DataFolder, PairContract.DataFileName(graph.Metadata.Role))).Length,
        [.. graph.Model.Graph.Input.Select(ExportedGraph.Signature)],
        [.. graph.Model.Graph.Output.Select(ExportedGraph.Signature)],
        verification);

    private static string Sha256(IReadOnlyList<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        foreach (var path in files)
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
                while (file.Read(buffer) is > 0 and var count) hash.AppendData(buffer, 0, count);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new VaeOnnxException(ErrorKind.Input, $"{path}: cannot be read: {error.Message}", error);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
