using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Parity;

namespace VaeOnnx.Tests.Runtimes;

/// <summary>
/// The graphs of <c>vae-export --sampler</c> for the Flax example, run in every runtime: the sampler with its random bits as a
/// second output, for some keys; generate and reconstruct with the keys of the Python program.
/// </summary>
public sealed class DrawnSamples : IDisposable
{
    private const int Latent = 20;

    /// <summary>How many numbers a key draws: enough for every path of the kernels; table.sh asks for more.</summary>
    private static readonly int Rows = int.Parse(Environment.GetEnvironmentVariable("VAEONNX_DRAWS") ?? "20000", CultureInfo.InvariantCulture) / Latent;

    /// <summary>Of small seeds, and such that both words matter.</summary>
    private static readonly JaxKey[] Keys = [JaxRandom.Key(0), JaxRandom.Key(42), JaxRandom.Key(-1), JaxRandom.Split(JaxRandom.Key(7))[1]];

    private readonly string folder = Directory.CreateTempSubdirectory("vaeonnx-draws-").FullName;
    private readonly Lazy<IReadOnlyList<PlannedRun>> runs;
    private readonly Dictionary<string, Lazy<DrawResults>> results = [];

    public DrawnSamples() => runs = new(() => [.. Planned()]);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The files, for programs that look at them.</summary>
    internal IEnumerable<string> Files => runs.Value.Select(run => run.File).Distinct();

    /// <summary>What a runtime drew; the test is skipped where there is no such runtime.</summary>
    internal DrawResults In(Runtime runtime)
    {
        Skip.If(runtime.Missing is not null, runtime.Missing);
        if (!results.TryGetValue(runtime.Name, out var found))
        {
            results[runtime.Name] = found = new(() => Judge(Plan.Run(runtime, [.. OfRuntime(runtime)], Path.Combine(folder, runtime.Name))));
        }

        return found.Value;
    }

    private IEnumerable<PlannedRun> OfRuntime(Runtime runtime) =>
        runtime.Optimizations.SelectMany(optimization => runs.Value.Select(run => run with { Optimization = optimization }));

    private IEnumerable<PlannedRun> Planned()
    {
        var onnx = Path.Combine(folder, "onnx");
        var flax = ReferenceCase.Open("flax-mnist");
        VaeExporter.Export(Path.Combine(flax.Folder, "model.msgpack"), onnx, new() { Sampler = true, Verification = VerificationLevel.None });

        var sampler = WithBits(Path.Combine(onnx, "sampler.onnx"));
        foreach (var key in Keys) yield return new(sampler, [Key([key.High, key.Low]), Count(Rows)], "");

        var picture = NpyArray.Read(Generated("key_data")).Data;
        yield return new(Path.Combine(onnx, "generate.onnx"), [Key(MemoryMarshal.Cast<byte, uint>(picture.Span).ToArray()), Count(64)], "");

        var x = new RunArray("x", "float32", [34, 784], MemoryMarshal.AsBytes<float>(flax.Singles("x")).ToArray());
        yield return new(Path.Combine(onnx, "reconstruct.onnx"), [x, Key([0, 2])], ""); // jax.random.key(2)
    }

    private static DrawResults Judge((string Runtime, IReadOnlyList<RunResult> Results) ran)
    {
        var flax = ReferenceCase.Open("flax-mnist");
        var judged = new DrawResults(ran.Runtime);
        for (var i = 0; i < ran.Results.Count; i++)
        {
            var result = ran.Results[i];
            Assert.True(result.Error is null, $"{ran.Runtime}: {result.Error}");
            var outputs = result.Outputs.ToDictionary(output => output.Name);
            switch (i % (Keys.Length + 2))
            {
                case var key when key < Keys.Length:
                    judged.AddDraws(Keys[key], outputs);
                    break;
                case var generate when generate == Keys.Length:
                    judged.AddOutput("generate recon", outputs["recon"], NpyArray.Read(Generated("recon")).AsSingles());
                    break;
                default:
                    foreach (var output in outputs.Values) judged.AddOutput($"reconstruct {output.Name}", output, flax.Singles(output.Name));
                    break;
            }
        }

        return judged;
    }

    /// <summary>The random words as an output, to see that they are equal in every bit.</summary>
    private static string WithBits(string file)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file));
        model.Graph.Node.Add(new NodeProto { Name = "bits", OpType = "Identity", Input = { "threefry/bits" }, Output = { "bits" } });
        var bits = Batched.Of("bits", TensorProto.Types.DataType.Int64, []);
        bits.Type.TensorType.Shape.Dim[0].DimParam = "M";
        model.Graph.Output.Add(bits);
        var path = Path.ChangeExtension(file, ".bits.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    private static string Generated(string array) => Path.Combine(ReferenceCase.Repository, "fixtures", "generated", "flax", $"{array}.npy");

    private static RunArray Key(uint[] words) => new("key", "uint32", [2], MemoryMarshal.AsBytes<uint>(words).ToArray());

    private static RunArray Count(long count) => new("count", "int64", [], BitConverter.GetBytes(count));
}

/// <summary>Drawn once for all tests of a run.</summary>
[CollectionDefinition(nameof(DrawnSamples))]
public sealed class DrawnSamplesCollection : ICollectionFixture<DrawnSamples>;
