using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using VaeOnnx.Export;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Export;

public sealed class VaeExporterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void One_line_exports_and_reports()
    {
        var report = VaeExporter.Export(Fixtures.Path("torch-mnist", "model.bin"), folder["onnx"]);

        Assert.True(report.Passed);
        Assert.Equal(VerificationLevel.Full, report.Level);
        Assert.Equal([GraphRole.Encoder, GraphRole.Decoder], report.Graphs.Select(graph => graph.Role));
        Assert.Equal(new FileInfo(folder["onnx", "encoder.onnx"]).Length, report.Graphs[0].Bytes);
        Assert.Equal("TorchSharp", report.Checkpoint.Container);
    }

    [Fact]
    public void Both_graphs_say_what_the_pair_is()
    {
        var report = VaeExporter.Export(Fixtures.Path("torch-mnist", "model.pt"), folder["onnx"]);

        var encoder = Metadata("encoder.onnx");
        Assert.Equal(GraphRole.Encoder, encoder.Role);
        Assert.Equal("pytorch-example", encoder.Family);
        Assert.Equal([784], encoder.InputShape);
        Assert.Equal([20], encoder.LatentShape);
        Assert.Equal([784], encoder.OutputShape);
        Assert.Equal([28, 28], encoder.ImageShape!);
        Assert.Equal("0,1", encoder.InputRange);
        Assert.Equal(Likelihood.Bernoulli, encoder.Likelihood);
        Assert.Equal("model.pt", encoder.Source);
        Assert.Equal(report.Checkpoint.Sha256, encoder.SourceSha256);
        Assert.Equal("full", encoder.Verified);
        Assert.Equal(encoder with { Role = GraphRole.Decoder }, Metadata("decoder.onnx"));
    }

    [Fact]
    public void A_log_standard_deviation_leaves_the_encoder_as_a_log_variance_and_the_metadata_say_so()
    {
        Export("zoo/pyro_vae_h64_z8/vae.pt", "pyro_vae_h64_z8");

        Assert.Equal(EncoderHead.LogStd, Metadata("encoder.onnx").Head);
        Assert.Equal(["mean", "logvar"], Graph("encoder.onnx").Output.Select(output => output.Name));
    }

    [Fact]
    public void A_decoder_that_learns_its_variance_gives_it()
    {
        Export("zoo/tut_d_kw_gauss/vae.pt", "tut_d_kw_gauss");

        Assert.Equal(Likelihood.Gaussian, Metadata("decoder.onnx").Likelihood);
        Assert.Equal(["recon", "recon_logvar"], Graph("decoder.onnx").Output.Select(output => output.Name));
    }

    [Fact]
    public void The_graphs_hold_no_operator_outside_the_default_domain_and_no_random_one()
    {
        Export("flax-mnist/model.msgpack", null);

        foreach (var graph in new[] { Graph("encoder.onnx"), Graph("decoder.onnx") })
        {
            Assert.All(graph.Node, node => Assert.Equal("", node.Domain));
            Assert.DoesNotContain(graph.Node, node => node.OpType.StartsWith("Random", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes_wherever_it_lies()
    {
        File.Copy(Fixtures.Path("torch-mnist", "model.bin"), folder["model.bin"]);
        VaeExporter.Export(Fixtures.Path("torch-mnist", "model.bin"), folder["one"]);
        VaeExporter.Export(folder["model.bin"], folder["two"]);

        Assert.All(["encoder.onnx", "decoder.onnx"], name => Assert.Equal(File.ReadAllBytes(folder["one", name]), File.ReadAllBytes(folder["two", name])));
    }

    [Fact]
    public void Another_weight_gives_another_pair()
    {
        VaeExporter.Export(SmallModel.PyTorchExample().Save(folder), folder["onnx"]);
        var one = Metadata("encoder.onnx").Pair;
        VaeExporter.Export(SmallModel.PyTorchExample().With("fc4.bias", 0, 0.5f).Save(folder), folder["onnx"]);

        Assert.NotEqual(one, Metadata("encoder.onnx").Pair);
    }

    [Fact]
    public void Tied_weights_and_counters_are_noted_and_ignored()
    {
        var report = VaeExporter.Export(Fixtures.Path("formats", "with_buffers_and_tied.pt"), folder["onnx"]);

        Assert.Contains(report.Notes, note => note.Contains("num_batches_tracked: a counter of training steps", StringComparison.Ordinal));
        Assert.Contains(report.Notes, note => note.Contains("a second name of", StringComparison.Ordinal));
    }

    [Fact]
    public void An_export_that_is_cancelled_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
            VaeExporter.Export(Fixtures.Path("torch-mnist", "model.bin"), folder["onnx"], cancellation: cancelled.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void An_export_that_fails_leaves_an_older_one_as_it_was()
    {
        VaeExporter.Export(SmallModel.PyTorchExample().Save(folder), folder["onnx"]);
        var older = File.ReadAllBytes(folder["onnx", "encoder.onnx"]);

        Assert.Throws<VaeOnnxException>(() => VaeExporter.Export(Fixtures.Path("formats", "refuse", "nan_weight.pt"), folder["onnx"]));

        Assert.Equal(older, File.ReadAllBytes(folder["onnx", "encoder.onnx"]));
        Assert.Equal(["encoder.onnx", "decoder.onnx"], Directory.EnumerateFiles(folder["onnx"]).Select(Path.GetFileName).OrderDescending());
    }

    /// <summary>Any MLP: depths, widths, activations and spreads at random, written, read, exported, and held against float64.</summary>
    [Property(MaxTest = 40)]
    public Property Any_MLP_is_exported_within_its_bound() => Prop.ForAll(RandomMlp.Arbitrary, mlp =>
    {
        var report = VaeExporter.Export(mlp.Write(folder), folder["onnx"], new() { Opset = mlp.Opset });

        Assert.True(report.Passed);
        Assert.All(report.Graphs.SelectMany(graph => graph.Verification.Outputs), output => Assert.True(output.Elements > 0));
    });

    private void Export(string checkpoint, string? architecture) => VaeExporter.Export(
        Fixtures.Path(checkpoint.Split('/')),
        folder["onnx"],
        new() { Architecture = architecture is null ? null : Fixtures.Path("..", "src", "Export", "Architectures", "published", $"{architecture}.json") });

    private VaeMetadata Metadata(string name) => VaeMetadata.Parse(OnnxMetadata.Read(folder["onnx", name]), name);

    private GraphProto Graph(string name) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["onnx", name])).Graph;
}
