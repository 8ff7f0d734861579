using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Export;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;

namespace VaeOnnx.Tests.Parity;

/// <summary>A pair as it lies on the disk after an export, to be run in ONNX Runtime or evaluated in float64.</summary>
internal sealed class ExportedPair : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vaeonnx-parity-").FullName;

    public ExportedPair(ReferenceCase reference, string checkpoint)
        : this(Path.Combine(reference.Folder, checkpoint), new() { Architecture = reference.Architecture, Verification = VerificationLevel.Quick })
    {
    }

    public ExportedPair(string checkpoint, ExportOptions options)
    {
        Report = VaeExporter.Export(checkpoint, Path.Combine(folder, "onnx"), options);
    }

    public ExportReport Report { get; }

    /// <summary>Runs a graph in ONNX Runtime, with the labels of a conditional one.</summary>
    public Dictionary<string, (int[] Shape, float[] Values)> Run(
        string graph, GraphOptimizationLevel level, string input, float[] values, int[] shape, long[]? labels = null)
    {
        using var options = new SessionOptions { GraphOptimizationLevel = level };
        using var session = new InferenceSession(PathOf(graph), options);
        using var value = OrtValue.CreateTensorValueFromMemory(values, [.. shape.Select(size => (long)size)]);
        using var label = labels is null ? null : OrtValue.CreateTensorValueFromMemory(labels, [labels.Length]);
        using var run = new RunOptions();
        using var outputs = label is null
            ? session.Run(run, [input], [value], session.OutputNames)
            : session.Run(run, [input, "y"], [value, label], session.OutputNames);
        return session.OutputNames.Zip(outputs).ToDictionary(
            pair => pair.First,
            pair => (pair.Second.GetTensorTypeAndShape().Shape.Select(size => (int)size).ToArray(), pair.Second.GetTensorDataAsSpan<float>().ToArray()));
    }

    /// <summary>Evaluates a graph in float64, with the labels of a conditional one.</summary>
    public IReadOnlyDictionary<string, BoundedTensor> Evaluate(string graph, string input, double[] values, int[] shape, long[]? labels = null)
    {
        var inputs = new Dictionary<string, BoundedTensor> { [input] = new(shape, values, new double[values.Length]) };
        if (labels is not null) inputs["y"] = new([labels.Length], Array.ConvertAll(labels, label => (double)label), new double[labels.Length]);
        return new GraphEvaluator(Graph(graph)).Evaluate(inputs);
    }

    /// <summary>A graph as it stands in its file.</summary>
    public ModelProto Graph(string graph) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(PathOf(graph)));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string PathOf(string graph) => Path.Combine(folder, "onnx", graph);
}
