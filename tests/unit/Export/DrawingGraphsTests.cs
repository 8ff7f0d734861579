using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Tests.Unit.Inference.Serving;

namespace VaeOnnx.Tests.Unit.Export;

/// <summary>The graphs of --sampler: the same key, the same latents as in JAX.</summary>
public sealed class DrawingGraphsTests : IDisposable
{
    private static readonly string[] AllFiles = ["decoder.onnx", "encoder.onnx", "generate.onnx", "reconstruct.onnx", "sampler.onnx"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(42)]
    [InlineData(4294967295)]
    public void The_sampler_draws_what_jax_random_normal_drew(long seed)
    {
        Export("flax-mnist/model.msgpack");

        var z = Run("sampler.onnx", Key(JaxRandom.Key(seed)), Count(128))["z"];

        var expected = NpyArray.Read(Fixtures.Path("random", "jax_partitionable_true", $"normal_{seed}_128x20.npy"));
        Assert.Equal([128, 20], z.Shape);
        AssertUlp(expected.AsSingles(), z.Numbers, DrawVerifier.GreatestUlp);
    }

    [Fact]
    public void Generate_draws_the_picture_of_the_Flax_example()
    {
        Export("flax-mnist/model.msgpack");
        var key = MemoryMarshal.Cast<byte, uint>(NpyArray.Read(Fixtures.Path("generated", "flax", "key_data.npy")).Data.Span).ToArray();

        var recon = Run("generate.onnx", RunInput.Whole("key", key, 2), Count(64))["recon"];

        Close.To(NpyArray.Read(Fixtures.Path("generated", "flax", "recon.npy")).AsSingles(), recon.Numbers);
    }

    [Fact]
    public void The_decoder_draws_the_picture_of_the_PyTorch_example_from_torchs_latents()
    {
        Export("torch-mnist/model.pt");
        var generator = new TorchRandom(0);
        generator.SetState(NpyArray.Read(Fixtures.Path("generated", "torch", "state.npy")).Data.Span);
        var z = new float[64 * 20];
        generator.Randn(z);

        var recon = Run("decoder.onnx", RunInput.Of("z", z, [64, 20]))["recon"];

        Close.To(NpyArray.Read(Fixtures.Path("generated", "torch", "recon.npy")).AsSingles(), recon.Numbers);
    }

    [Fact]
    public void Reconstruct_gives_the_arrays_of_the_JAX_program()
    {
        Export("flax-mnist/model.msgpack");
        var x = ServedPair.Singles("flax-mnist", "x");

        // The case's eps are jax.random.normal(jax.random.key(2), (34, 20)).
        var outputs = Run("reconstruct.onnx", RunInput.Of("x", x, [34, 784]), Key(JaxRandom.Key(2)));

        Assert.Equal(["mean", "logvar", "z", "recon"], outputs.Keys);
        Assert.All(outputs, output => Close.To(ServedPair.Singles("flax-mnist", output.Key), output.Value.Numbers));
    }

    [Fact]
    public void No_latents_are_drawn_where_none_are_asked_for()
    {
        Export("flax-mnist/model.msgpack");

        Assert.Equal([0, 20], Run("sampler.onnx", Key(JaxRandom.Key(1)), Count(0))["z"].Shape);
    }

    [Fact]
    public void The_graphs_say_what_they_do_and_belong_to_the_pair()
    {
        var report = Export("flax-mnist/model.msgpack", level: VerificationLevel.Full);

        Assert.Equal(AllFiles, Files());
        var encoder = Metadata("encoder.onnx");
        foreach (var role in Enum.GetValues<GraphRole>()) Assert.Equal(encoder with { Role = role }, Metadata(PairContract.FileName(role)));
        Assert.Equal(["key [2]", "count []"], report.Graphs[2].Inputs);
        Assert.Equal(["z [N, 20]"], report.Graphs[2].Outputs);
        Assert.Contains(report.Graphs[2].Verification.Outputs, output => output is { Output: "z, of jax.random.normal", Passed: true });
        Assert.Equal(["x [N, 784]", "key [2]"], report.Graphs[4].Inputs);
    }

    [Fact]
    public void The_pair_is_the_one_without_them_and_every_run_gives_the_same_bytes()
    {
        Export("torch-mnist/model.bin");
        Export("torch-mnist/model.bin", "again");
        VaeExporter.Export(Fixtures.Path("torch-mnist", "model.bin"), folder["pair"], new() { Verification = VerificationLevel.None });

        Assert.All(AllFiles, name => Assert.Equal(File.ReadAllBytes(folder["onnx", name]), File.ReadAllBytes(folder["again", name])));
        Assert.All(["encoder.onnx", "decoder.onnx"], name => Assert.Equal(File.ReadAllBytes(folder["pair", name]), File.ReadAllBytes(folder["onnx", name])));
    }

    [Fact]
    public void They_hold_no_operator_outside_the_default_domain_and_no_random_one()
    {
        Export("flax-mnist/model.msgpack");

        Assert.All(AllFiles.SelectMany(name => Model(name).Graph.Node), node =>
        {
            Assert.Equal("", node.Domain);
            Assert.DoesNotContain("Random", node.OpType, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Vae_Load_takes_the_pair_and_passes_over_them()
    {
        Export("torch-mnist/model.bin");
        foreach (var name in AllFiles[2..]) File.WriteAllText(folder["onnx", name], "not read");

        using var vae = Vae.Load(folder["onnx"]);

        Assert.Equal(784, vae.Sample(1, seed: 0).Length);
    }

    [Fact]
    public void An_export_without_them_takes_away_those_of_an_older_one()
    {
        Export("torch-mnist/model.bin");
        VaeExporter.Export(Fixtures.Path("torch-mnist", "model.bin"), folder["onnx"], new() { Verification = VerificationLevel.None });

        Assert.Equal(["decoder.onnx", "encoder.onnx"], Files());
    }

    [Fact]
    public void An_export_into_a_folder_with_other_files_adds_and_takes_away_them_alone()
    {
        Export("torch-mnist/model.bin");
        folder.Write(Path.Combine("onnx", "notes.txt"), "mine");

        VaeExporter.Export(Fixtures.Path("torch-mnist", "model.bin"), folder["onnx"], new() { Force = true, Verification = VerificationLevel.None });
        Assert.Equal(["decoder.onnx", "encoder.onnx", "notes.txt"], Files());

        VaeExporter.Export(Fixtures.Path("torch-mnist", "model.bin"), folder["onnx"], new() { Force = true, Sampler = true, Verification = VerificationLevel.Quick });
        Assert.Equal([.. AllFiles[..3], "notes.txt", .. AllFiles[3..]], Files());
    }

    [Fact]
    public void A_sampler_that_is_not_ours_is_left_alone()
    {
        Directory.CreateDirectory(folder["onnx"]);
        File.WriteAllText(folder["onnx", "sampler.onnx"], "mine");

        Refusal.Of(
            ErrorKind.Usage,
            () => VaeExporter.Export(Fixtures.Path("torch-mnist", "model.bin"), folder["onnx"], new() { Sampler = true, Force = true }),
            "sampler.onnx: VaeOnnx did not write this file");
    }

    [Theory]
    [InlineData(13)]
    [InlineData(17)]
    public void An_opset_without_bitwise_operators_is_wrong_usage(int opset) => Refusal.Of(
        ErrorKind.Usage,
        () => VaeExporter.Export(Fixtures.Path("torch-mnist", "model.bin"), folder["onnx"], new() { Sampler = true, Opset = opset }),
        $"opset {opset} has no bitwise operators", "from 18 to 21");

    [Theory]
    [InlineData(18)]
    [InlineData(21)]
    public void Any_other_opset_is_verified_in_full(int opset)
    {
        var report = VaeExporter.Export(SmallModel.PyTorchExample().Save(folder), folder["onnx"], new() { Sampler = true, Opset = opset });

        Assert.True(report.Passed);
        Assert.All(report.Graphs.SelectMany(graph => graph.Verification.Outputs), output => Assert.Equal(0, output.Mismatched));
    }

    [Fact]
    public void A_conditional_model_takes_its_labels_beside_the_key()
    {
        var model = new SmallModel().Linear("e0", 12 + 3, 5).Linear("mu", 5, 2).Linear("lv", 5, 2).Linear("d0", 2 + 3, 12).Save(folder);
        folder.Write("model.json", """
            {
              "input_shape": [12],
              "classes": 3,
              "encoder": { "layers": [{ "label": "append" }, { "linear": "e0", "activation": "relu" }], "mean": { "linear": "mu" }, "logvar": { "linear": "lv" } },
              "decoder": { "layers": [{ "label": "append" }], "logits": { "linear": "d0" } }
            }
            """);

        var report = VaeExporter.Export(model, folder["onnx"], new() { Sampler = true });

        Assert.Equal(["key [2]", "count []", "y [N]"], report.Graphs[3].Inputs);
        Assert.Equal(["x [N, 12]", "y [N]", "key [2]"], report.Graphs[4].Inputs);
        using var vae = Vae.Load(folder["onnx"]);
        var recon = Run("generate.onnx", Key(JaxRandom.Key(3)), Count(4), RunInput.Whole("y", new long[] { 0, 2, 1, 2 }, 4))["recon"];
        Close.To(vae.Sample(4, seed: 3, labels: [0, 2, 1, 2]), recon.Numbers);
    }

    /// <summary>The float64 evaluation follows the graph, wrong or right: jax.random itself tells them apart.</summary>
    [Theory]
    [InlineData("int64/466688986")] // The parity word of the key schedule.
    [InlineData("int64/8192")] // A rotation by 13.
    [InlineData("int64/3")] // Added with the key after twelve rounds.
    public void Another_constant_in_the_cipher_is_found(string constant)
    {
        Export("torch-mnist/model.bin");
        var model = Model("sampler.onnx");
        var tensor = model.Graph.Initializer.Single(tensor => tensor.Name == constant);
        tensor.RawData = ByteString.CopyFrom(BitConverter.GetBytes(BitConverter.ToInt64(tensor.RawData.Span) + 1));

        var result = DrawVerifier.Verify(model, model.ToByteArray(), VerificationLevel.Quick);

        Assert.False(result.Passed);
        Assert.False(result.Outputs.Single(output => output.Output == "z, of jax.random.normal").Passed);
    }

    private ExportReport Export(string checkpoint, string name = "onnx", VerificationLevel level = VerificationLevel.None) =>
        VaeExporter.Export(Fixtures.Path(checkpoint.Split('/')), folder[name], new() { Sampler = true, Verification = level });

    private IReadOnlyDictionary<string, RunOutput> Run(string file, params RunInput[] inputs)
    {
        using var runner = new OrtRunner(File.ReadAllBytes(folder["onnx", file]), GraphOptimization.All);
        return runner.Run(inputs);
    }

    private static RunInput Key(JaxKey key) => RunInput.Whole("key", new[] { key.High, key.Low }, 2);

    private static RunInput Count(long count) => RunInput.Whole("count", new[] { count });

    private string[] Files() => [.. Directory.EnumerateFiles(folder["onnx"]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private VaeMetadata Metadata(string name) => VaeMetadata.Parse(OnnxMetadata.Read(folder["onnx", name]), name);

    private ModelProto Model(string name) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["onnx", name]));

    private static void AssertUlp(float[] expected, float[] actual, long greatest)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, Comparison.UlpDistance).Max(), 0, greatest);
    }
}
