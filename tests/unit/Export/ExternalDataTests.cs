using System.Globalization;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using VaeOnnx.Export;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;
using VaeOnnx.Parity;

namespace VaeOnnx.Tests.Unit.Export;

/// <summary>Weights in a file beside each graph, as of graphs above 1 GB; here of small ones, by the option.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private static readonly string Mnist = Fixtures.Path("torch-mnist", "model.bin");

    private static readonly string[] Names = ["decoder.onnx", "decoder.onnx.data", "encoder.onnx", "encoder.onnx.data"];

    private readonly TemporaryFolder folder = new();

    private string Onnx => folder["onnx"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_large_graph_has_its_weights_in_one_file_beside_it_and_is_verified_from_there()
    {
        var report = Export(VerificationLevel.Full);

        Assert.True(report.Passed);
        Assert.Equal(Names, Files());
        Assert.All(report.Graphs, graph => Assert.Equal(new FileInfo(graph.Path + ".data").Length, graph.DataBytes));
        Assert.InRange(report.Graphs[0].Bytes, 100, 10_000);
        var weight = Graph("encoder.onnx").Initializer.Single(tensor => tensor.Name == "fc1.weight");
        Assert.Equal(["location=encoder.onnx.data", "offset=4096", "length=1254400"], weight.ExternalData.Select(entry => $"{entry.Key}={entry.Value}"));
    }

    [Fact]
    public void Below_the_limit_a_graph_holds_its_weights_itself()
    {
        VaeExporter.Export(Mnist, Onnx, new() { Verification = VerificationLevel.None, ExternalDataAbove = 1_400_000 });

        Assert.Equal(["decoder.onnx", "encoder.onnx"], Files());
    }

    [Fact]
    public void Such_a_pair_is_loaded_from_its_folder_and_computes_the_very_same()
    {
        VaeExporter.Export(Mnist, folder["whole"], new() { Verification = VerificationLevel.None });
        Export();
        var x = VaeOnnx.Data.NpyArray.Read(Fixtures.Path("torch-mnist", "x.npy")).AsSingles();

        using var vae = Vae.Load(Onnx, new() { Threads = 1 });
        using var whole = Vae.Load(folder["whole"], new() { Threads = 1 });
        using var byFiles = Vae.Load(folder["onnx", "encoder.onnx"], folder["onnx", "decoder.onnx"], new() { Threads = 1 });

        Assert.Equal(whole.Reconstruct(x), vae.Reconstruct(x));
        Assert.Equal(whole.Reconstruct(x), byFiles.Reconstruct(x));
        Assert.Equal(whole.Metadata!.Pair, vae.Metadata!.Pair);
    }

    [Fact]
    public void Any_program_with_ONNX_Runtime_loads_it_by_its_path()
    {
        Export();

        using var session = new InferenceSession(folder["onnx", "encoder.onnx"]);

        Assert.Equal(["mean", "logvar"], session.OutputNames);
    }

    [Theory]
    [InlineData("formats/transposed_views.pt", GraphPrecision.Fp32)]
    [InlineData("formats/compressed.npz", GraphPrecision.Fp32)]
    [InlineData("formats/one_storage.pt", GraphPrecision.Fp32)]
    [InlineData("formats/float64.pt", GraphPrecision.Fp32)]
    [InlineData("formats/model.safetensors", GraphPrecision.Fp16)]
    [InlineData("formats/chunked.msgpack", GraphPrecision.Bf16Weights)]
    public void What_streams_into_the_file_is_what_a_graph_would_hold_itself(string checkpoint, GraphPrecision precision)
    {
        var path = Fixtures.Path(checkpoint.Split('/'));
        VaeExporter.Export(path, folder["whole"], new() { Verification = VerificationLevel.None, Precision = precision });
        VaeExporter.Export(path, Onnx, new() { Verification = VerificationLevel.Quick, Precision = precision, ExternalDataAbove = 0 });

        Assert.All(["encoder.onnx", "decoder.onnx"], name => Assert.All(
            Graph(name, "whole").Initializer, tensor => Assert.Equal(tensor.RawData.ToByteArray(), Data(name, tensor.Name))));
        Assert.Equal(
            OnnxMetadata.Read(folder["whole", "encoder.onnx"])["vae.pair"], OnnxMetadata.Read(folder["onnx", "encoder.onnx"])["vae.pair"]);
    }

    [Fact]
    public void Reference_arrays_are_compared_with_it_as_ever()
    {
        Export();

        Assert.True(ParityCheck.Check(Onnx, [Fixtures.Path("torch-mnist")]).Passed);
    }

    [Fact]
    public void A_weight_that_is_not_finite_is_named_also_where_it_streams()
    {
        var path = SmallModel.PyTorchExample(input: 300).With("fc4.weight", 17, float.NaN).Save(folder);

        var error = Assert.Throws<VaeOnnxException>(() => VaeExporter.Export(path, Onnx, new() { ExternalDataAbove = 0 }));

        Assert.Contains("fc4.weight is not finite: NaN at [3, 2], 1 such value in all", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Onnx));
    }

    [Fact]
    public void An_older_export_is_replaced_with_its_data_in_either_direction()
    {
        Export();
        VaeExporter.Export(Mnist, Onnx, new() { Verification = VerificationLevel.None });
        Assert.Equal(["decoder.onnx", "encoder.onnx"], Files());

        Export();
        Assert.Equal(Names, Files());
    }

    [Fact]
    public void An_older_export_among_the_users_files_is_replaced_with_its_data_and_nothing_else_is_touched()
    {
        Export();
        File.WriteAllText(folder["onnx", "notes.txt"], "mine");

        VaeExporter.Export(Mnist, Onnx, new() { Verification = VerificationLevel.None, Force = true });

        Assert.Equal(["decoder.onnx", "encoder.onnx", "notes.txt"], Files());
    }

    [Fact]
    public void What_a_killed_export_has_left_of_its_data_goes_with_the_next_export()
    {
        var staging = folder[$".onnx.vae-export-{int.MaxValue}-0123abcd-{Environment.MachineName}"];
        Directory.CreateDirectory(staging);
        File.WriteAllBytes(Path.Combine(staging, "encoder.onnx.data"), new byte[5000]);

        Export();

        Assert.Equal([Onnx], Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_of_the_users_with_the_name_of_our_data_is_never_touched()
    {
        Directory.CreateDirectory(Onnx);
        File.WriteAllText(folder["onnx", "encoder.onnx.data"], "mine");

        var error = Assert.Throws<VaeOnnxException>(() => VaeExporter.Export(Mnist, Onnx, new() { Force = true }));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("encoder.onnx.data: VaeOnnx did not write this file and does not overwrite it", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder["onnx", "encoder.onnx.data"]));
    }

    [Fact]
    public void Bytes_in_memory_have_no_file_beside_them()
    {
        Export();

        Refused(
            () => Vae.Load(File.ReadAllBytes(folder["onnx", "encoder.onnx"]), File.ReadAllBytes(folder["onnx", "decoder.onnx"])),
            "encoder.onnx: keeps its weights in a file beside it (encoder.onnx.data), which bytes in memory do not have: load the pair from its folder");
    }

    [Fact]
    public void Data_that_are_missing_are_named()
    {
        Export();
        File.Delete(folder["onnx", "decoder.onnx.data"]);

        Refused(() => Vae.Load(Onnx), "decoder.onnx: keeps its weights in decoder.onnx.data, which is not beside it: copy all files of the export");
    }

    [Fact]
    public void Data_of_another_export_are_never_taken_for_the_weights()
    {
        Export();
        var other = folder["other"];
        VaeExporter.Export(SmallModel.PyTorchExample(784, 400, 20).Save(folder), other, new() { Verification = VerificationLevel.None, ExternalDataAbove = 0 });
        File.Copy(folder["other", "decoder.onnx.data"], folder["onnx", "decoder.onnx.data"], overwrite: true);

        Refused(() => Vae.Load(Onnx), "decoder.onnx: is of the export '", "and decoder.onnx.data beside it is of the export '");
        Assert.Throws<VaeOnnxException>(() => ParityCheck.Check(Onnx, [Fixtures.Path("torch-mnist")]));
    }

    [Fact]
    public void Data_that_nobody_marked_are_never_taken_for_the_weights()
    {
        Export();
        File.WriteAllBytes(folder["onnx", "decoder.onnx.data"], new byte[2_000_000]);

        Refused(() => Vae.Load(Onnx), "and decoder.onnx.data beside it is no file of VaeOnnx");
    }

    [Theory]
    [InlineData("../encoder.onnx.data")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/encoder.onnx.data")]
    [InlineData("..")]
    [InlineData("..\\encoder.onnx.data")]
    [InlineData("C:encoder.onnx.data")]
    [InlineData("")]
    public void Weights_outside_the_folder_of_the_graph_are_refused(string location)
    {
        Export();
        File.Copy(folder["onnx", "encoder.onnx.data"], folder["encoder.onnx.data"]);
        Relocate("encoder.onnx", location);

        Refused(() => Vae.Load(Onnx), $"encoder.onnx: says that its weights lie in '{location}'; only a file in the graph's own folder is read");
    }

    /// <summary>What other programs do with such a file: ONNX Runtime's own check, which ours comes before.</summary>
    [Theory]
    [InlineData("../encoder.onnx.data")]
    [InlineData("/etc/passwd")]
    public void ONNX_Runtime_by_itself_refuses_such_a_file_too(string location)
    {
        Export();
        File.Copy(folder["onnx", "encoder.onnx.data"], folder["encoder.onnx.data"]);
        Relocate("encoder.onnx", location);

        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(folder["onnx", "encoder.onnx"]));
        Assert.Contains("External data path", error.Message, StringComparison.OrdinalIgnoreCase);
        using var options = new SessionOptions();
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Onnx);
        var fromBytes = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(File.ReadAllBytes(folder["onnx", "encoder.onnx"]), options));
        Assert.Contains("External data path", fromBytes.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Weights_beyond_the_end_of_their_file_are_refused()
    {
        Export();
        using (var data = File.OpenWrite(folder["onnx", "encoder.onnx.data"])) data.SetLength(5000);

        Refused(() => Vae.Load(Onnx), "encoder.onnx: ONNX Runtime does not accept the graph");
    }

    [Fact]
    public void The_graphs_that_draw_are_not_written_where_weights_lie_beside_the_graphs()
    {
        var error = Assert.Throws<VaeOnnxException>(() => VaeExporter.Export(Mnist, Onnx, new() { ExternalDataAbove = 0, Sampler = true }));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("go into files beside the graphs: leave --sampler out.", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Onnx));
    }

    /// <summary>Kernels of Flax are turned while they stream.</summary>
    [Theory]
    [InlineData("flax-conv", "model.msgpack")]
    [InlineData("conditional-conv", "model.pt")]
    public void A_convolutional_pair_with_its_weights_beside_it_is_the_same_pair(string name, string checkpoint)
    {
        var path = Fixtures.Path("layers", name, checkpoint);
        VaeExporter.Export(path, folder["whole"], new() { Verification = VerificationLevel.None });

        var report = VaeExporter.Export(path, Onnx, new() { ExternalDataAbove = 0, Verification = VerificationLevel.Quick });

        Assert.True(report.Passed);
        foreach (var graph in new[] { "encoder", "decoder" })
        {
            Assert.All(Graph($"{graph}.onnx", "whole").Initializer.Where(tensor => tensor.RawData.Length >= 1024), tensor =>
                Assert.Equal(tensor.RawData.ToByteArray(), Data($"{graph}.onnx", tensor.Name)));
        }
    }

    private ExportReport Export(VerificationLevel level = VerificationLevel.None) =>
        VaeExporter.Export(Mnist, Onnx, new() { Verification = level, ExternalDataAbove = 0 });

    private static void Refused(Action load, params string[] parts)
    {
        var error = Assert.Throws<VaeOnnxException>(load);
        Assert.Equal(ErrorKind.Input, error.Kind);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private IEnumerable<string?> Files() => Directory.EnumerateFileSystemEntries(Onnx).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private GraphProto Graph(string name, string export = "onnx") => ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder[export, name])).Graph;

    /// <summary>The elements of an initializer, read as the ONNX specification says.</summary>
    private byte[] Data(string graph, string tensor)
    {
        var initializer = Graph(graph).Initializer.Single(candidate => candidate.Name == tensor);
        if (initializer.DataLocation == TensorProto.Types.DataLocation.Default) return initializer.RawData.ToByteArray();

        var entries = initializer.ExternalData.ToDictionary(entry => entry.Key, entry => entry.Value);
        var data = new byte[int.Parse(entries["length"], CultureInfo.InvariantCulture)];
        using var file = File.OpenRead(folder["onnx", entries["location"]]);
        file.Seek(long.Parse(entries["offset"], CultureInfo.InvariantCulture), SeekOrigin.Begin);
        file.ReadExactly(data);
        return data;
    }

    private void Relocate(string name, string location)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["onnx", name]));
        model.Graph.Initializer.First(tensor => tensor.ExternalData.Count > 0).ExternalData.Single(entry => entry.Key == "location").Value = location;
        File.WriteAllBytes(folder["onnx", name], model.ToByteArray());
    }
}
