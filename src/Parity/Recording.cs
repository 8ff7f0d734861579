using Google.Protobuf;
using VaeOnnx.Data;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Export.Verification.Arithmetic;
using VaeOnnx.Inference;

namespace VaeOnnx.Parity;

/// <summary>
/// Writes what a pair computes as a reference case: .npy arrays for <see cref="ParityCheck"/>, and the files of ONNX's own test
/// runner (<c>model.onnx</c> with <c>test_data_set_0</c>), so that any other runtime can be held against it.
/// </summary>
public static class Recording
{
    private const string Float64Suffix = "_f64";

    /// <summary>Runs the pair as it is served, and in float64, and writes both. A conditional pair is given each label in turn.</summary>
    /// <param name="pair">The folder of the pair.</param>
    /// <param name="inputs">A .npy file of float32 data [N, …input].</param>
    /// <param name="directory">The folder to write; it must not exist, or be empty.</param>
    /// <param name="eps">A .npy file of float32 draws [N, …latent]; null: the latent is the mean.</param>
    /// <returns>The names of the arrays that were written.</returns>
    /// <exception cref="VaeOnnxException">The pair or an array cannot be read, or the folder not be written.</exception>
    public static IReadOnlyList<string> Write(string pair, string inputs, string directory, string? eps = null)
    {
        var graphs = PairOnDisk.Open(pair);
        var outputs = new CaseOutputs(graphs.Encoder, graphs.Decoder);
        var x = Read(inputs, PairContract.Data, outputs.InputShape, rows: null);
        var noise = eps is null ? null : Read(eps, CaseGraphs.Eps, outputs.LatentShape, x.Shape[0]);

        var y = outputs.Labels is { } labels
            ? new RunOutput(labels.Name, VerificationInputs.Rows(InputKind.Uniform, x.Shape[0], labels), [x.Shape[0]])
            : null;
        var arrays = new SortedDictionary<string, NpyArray>(StringComparer.Ordinal);
        void Add(string name, RunOutput value) => arrays[name] = Numbers(value);
        void AddExact(string name, BoundedTensor value) => arrays[name] = NpyArray.Of(value.Values, Shape(value.Shape));

        var ofData = outputs.OfData(x, y, noise, Run);
        var z = ofData.GetValueOrDefault(CaseGraphs.Sample) ?? ofData[PairContract.Mean] with { Name = PairContract.Latent };
        var ofLatent = outputs.OfLatent(z, x, y, ofData, Run);
        var exactLabels = y is null ? null : Exact(y);
        var exactOfData = outputs.OfData(Exact(x), exactLabels, noise is null ? null : Exact(noise), Evaluate);
        Add(PairContract.Data, x);
        if (y is not null) arrays[y.Name] = Labels(y);
        if (noise is not null) Add(CaseGraphs.Eps, noise);
        Add(PairContract.Latent, z);
        foreach (var (name, value) in ofData.Concat(ofLatent)) Add(name, value);
        foreach (var (name, value) in exactOfData) AddExact(name + Float64Suffix, value);
        foreach (var (name, value) in outputs.OfLatent(Exact(z), Exact(x), exactLabels, exactOfData, Evaluate)) AddExact($"{name}_from_z{Float64Suffix}", value);

        NewFolder.Write(directory, staging =>
        {
            foreach (var (name, array) in arrays) array.Write(Path.Combine(staging, $"{name}.npy"));
            File.WriteAllText(Path.Combine(staging, "case.json"), CaseFacts(graphs, noise is not null));
            WriteTestData(Path.Combine(staging, "encoder"), graphs.Encoder, x, y, ofData);
            WriteTestData(Path.Combine(staging, "decoder"), graphs.Decoder, z, y, ofLatent);
        });
        return [.. arrays.Keys];
    }

    /// <summary>The folder that ONNX's test runner takes: the model, one set of inputs and outputs, each a TensorProto.</summary>
    private static void WriteTestData(string folder, ExportedGraph graph, RunOutput input, RunOutput? labels, Dictionary<string, RunOutput> outputs)
    {
        var arrays = Directory.CreateDirectory(Path.Combine(folder, "test_data_set_0")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), graph.Bytes.Span);
        if (graph.DataFolder is { } beside)
        {
            var data = PairContract.DataFileName(graph.Metadata.Role);
            File.Copy(Path.Combine(beside, data), Path.Combine(folder, data));
        }

        WriteTensor(Path.Combine(arrays, "input_0.pb"), graph.Model.Graph.Input[0].Name, Numbers(input));
        if (labels is not null) WriteTensor(Path.Combine(arrays, "input_1.pb"), labels.Name, Labels(labels));
        for (int i = 0; i < graph.Model.Graph.Output.Count; i++)
        {
            var name = graph.Model.Graph.Output[i].Name;
            WriteTensor(Path.Combine(arrays, $"output_{i}.pb"), name, Numbers(outputs[name]));
        }
    }

    private static void WriteTensor(string path, string name, NpyArray array)
    {
        var type = array.Type == ElementType.Int64 ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.Float;
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)type,
            Dims = { array.Shape },
            RawData = ByteString.CopyFrom(array.Data.Span),
        };
        File.WriteAllBytes(path, tensor.ToByteArray());
    }

    private static string CaseFacts(PairOnDisk pair, bool sampled) => $$"""
        {
         "framework": "ONNX Runtime in VaeOnnx; _f64 arrays: float64 evaluation of the graphs",
         "family": "{{pair.Encoder.Metadata.Family}}",
         "source_sha256": "{{pair.Encoder.Metadata.SourceSha256}}",
         "z": "{{(sampled ? "mean + eps * exp(logvar / 2)" : "mean")}}"
        }

        """;

    private static RunOutput Read(string path, string name, int[] rowShape, int? rows)
    {
        var array = NpyArray.Read(path);
        bool fits = array.Shape.Count == rowShape.Length + 1
            && array.Shape.Skip(1).SequenceEqual(rowShape.Select(size => (long)size))
            && (rows is null || array.Shape[0] == rows);
        if (array.Type != ElementType.Float32 || !fits || array.Count == 0)
        {
            var batch = rows is null ? "N" : $"{rows}";
            throw new VaeOnnxException(
                ErrorKind.Input,
                $"{path}: float32 [{string.Join(", ", rowShape.Select(size => $"{size}").Prepend(batch))}] expected for '{name}', " +
                $"found {array.Type.PythonName()} [{string.Join(", ", array.Shape)}].");
        }

        return new(name, array.AsSingles(), [.. array.Shape.Select(size => (int)size)]);
    }

    private static IReadOnlyDictionary<string, RunOutput> Run(ModelGraph graph, IReadOnlyDictionary<string, RunOutput> inputs)
    {
        using var runner = new OrtRunner(graph, GraphOptimization.All);
        return runner.Run(inputs.Select(input => RunInput.Of(input.Key, input.Value.Numbers, input.Value.Shape)));
    }

    private static IReadOnlyDictionary<string, BoundedTensor> Evaluate(ModelGraph graph, IReadOnlyDictionary<string, BoundedTensor> inputs) =>
        new GraphEvaluator(graph).Evaluate(inputs);

    private static NpyArray Numbers(RunOutput value) => NpyArray.Of(value.Numbers, Shape(value.Shape));

    private static NpyArray Labels(RunOutput value) => NpyArray.Of(Array.ConvertAll(value.Numbers, label => (long)label), Shape(value.Shape));

    private static BoundedTensor Exact(RunOutput value) => BoundedTensor.Exact(value.Shape, value.Numbers);

    private static long[] Shape(int[] shape) => [.. shape.Select(size => (long)size)];
}
