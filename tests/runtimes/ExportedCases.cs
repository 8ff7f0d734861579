using Google.Protobuf;
using VaeOnnx.Export;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Tests.Parity;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>Every case of fixtures/, exported once for all runtimes, and every operator. A runtime starts once and runs them all.</summary>
public sealed class ExportedCases : IDisposable
{
    /// <summary>A graph with one wrong bias, judged by the right graph: a case that has to fail.</summary>
    internal const string Wrong = "one bias changed";

    /// <summary>Enough for the blocked kernels, and a remainder beside their blocks.</summary>
    private const int NoiseRows = 33;

    private readonly string folder = Directory.CreateTempSubdirectory("vaeonnx-runtimes-").FullName;
    private readonly Lazy<IReadOnlyList<GraphRun>> runs;
    private readonly Dictionary<string, Lazy<RuntimeResults>> results = [];

    public ExportedCases() => runs = new(() =>
    [
        .. Checkpoints.SelectMany(item => ExportFixture(item.Name, item.Checkpoint)),
        .. Opsets.SelectMany(ExportEveryOperator),
        .. Kernels.In(Directory.CreateDirectory(Path.Combine(folder, "kernels")).FullName),
    ]);

    /// <summary>One checkpoint a case: tests/parity shows that the others give the same graphs.</summary>
    internal static IEnumerable<(string Name, string Checkpoint)> Checkpoints =>
        ReferenceCase.All.GroupBy(item => (string)item[0]).Select(group => (group.Key, (string)group.First()[1]));

    /// <summary>Up to 19 Gelu is written with Erf, from 20 on it is an operator.</summary>
    private static int[] Opsets => [18, 20];

    public static TheoryData<string> Names => [.. Checkpoints.Select(item => item.Name), .. Opsets.Select(EveryOperatorName)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>What a runtime made of every case; the test is skipped where there is no such runtime.</summary>
    internal RuntimeResults In(Runtime runtime)
    {
        Skip.If(runtime.Missing is not null, runtime.Missing);
        if (!results.TryGetValue(runtime.Name, out var found))
        {
            // Lazy, so that a runtime which fails fails every test with the same message, and is not started again.
            results[runtime.Name] = found = new(() => RuntimeResults.Of(runtime, runs.Value, Path.Combine(folder, runtime.Name)));
        }

        return found.Value;
    }

    /// <summary>The files of a case.</summary>
    internal (string Encoder, string Decoder) Graphs(string name)
    {
        var files = runs.Value.Where(run => run.Case == name).Select(run => run.File).Distinct().ToList();
        return (files[0], files[1]);
    }

    private static string EveryOperatorName(int opset) => $"every operator, opset {opset}";

    private IEnumerable<GraphRun> ExportFixture(string name, string checkpoint)
    {
        var reference = ReferenceCase.Open(name);
        foreach (var (file, model) in Export(name, Path.Combine(reference.Folder, checkpoint), new() { Architecture = reference.Architecture }))
        {
            yield return GraphRun.OnArrays(name, file, model, reference);
            yield return GraphRun.OnNoise(name, file, model, NoiseRows);
            if (name == Checkpoints.First().Name) yield return GraphRun.OnNoise(Wrong, ChangeOneBias(file, model), model, NoiseRows);
        }
    }

    private IEnumerable<GraphRun> ExportEveryOperator(int opset)
    {
        var name = EveryOperatorName(opset);
        return Export(name, EveryOperator.Write(folder), new() { Opset = opset }).Select(graph => GraphRun.OnNoise(name, graph.File, graph.Model, NoiseRows));
    }

    private IEnumerable<(string File, ModelProto Model)> Export(string name, string checkpoint, ExportOptions options)
    {
        var onnx = Path.Combine(folder, name.Replace('/', '-'));
        VaeExporter.Export(checkpoint, onnx, options with { Verification = VerificationLevel.None });
        return new[] { "encoder.onnx", "decoder.onnx" }
            .Select(graph => Path.Combine(onnx, graph))
            .Select(file => (file, ModelProto.Parser.ParseFrom(File.ReadAllBytes(file))));
    }

    /// <summary>Adds a hundredth to one number of the last bias, that of an output: behind it no relu hides the change.</summary>
    private static string ChangeOneBias(string file, ModelProto model)
    {
        var changed = model.Clone();
        var bias = changed.Graph.Initializer.Last(tensor => tensor.Dims.Count == 1 && tensor.DataType == (int)TensorProto.Types.DataType.Float);
        var bytes = bias.RawData.ToByteArray();
        BitConverter.TryWriteBytes(bytes, BitConverter.ToSingle(bytes) + 0.01f);
        bias.RawData = ByteString.CopyFrom(bytes);
        var path = Path.ChangeExtension(file, ".changed.onnx");
        File.WriteAllBytes(path, changed.ToByteArray());
        return path;
    }
}

/// <summary>All tests that start a runtime share its results, and none runs beside another: the machine may be small.</summary>
[CollectionDefinition(nameof(ExportedCases))]
public sealed class RuntimeCollection : ICollectionFixture<ExportedCases>;
