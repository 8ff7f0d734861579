using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;
using VaeOnnx.Parity;

namespace VaeOnnx.Tests.Unit.Parity;

public sealed class RecordingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RecordingTests()
    {
        VaeExporter.Export(Fixtures.Path("formats", "model.bin"), folder["onnx"], new() { Verification = VerificationLevel.None });
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_recorded_is_a_case_that_the_pair_passes()
    {
        Recording.Write(folder["onnx"], Array("x"), folder["case"], Array("eps"));

        var report = ParityCheck.Check(folder["onnx"], [folder["case"]]);
        Assert.True(report.GraphHolds);
        Assert.True(report.RuntimeHolds);
        Assert.Empty(report.Cases[0].NotJudged);
    }

    [Fact]
    public void What_is_recorded_agrees_with_Python()
    {
        Recording.Write(folder["onnx"], Array("x"), folder["case"], Array("eps"));

        Assert.All(["mean", "logvar", "z", "recon", "mean_f64"], name =>
            Assert.True(ArrayComparison.Compare(folder["case", $"{name}.npy"], Array(name)).Single().Comparison.Passed, name));
    }

    [Fact]
    public void Without_draws_the_latent_is_the_mean()
    {
        Recording.Write(folder["onnx"], Array("x"), folder["case"]);

        Assert.Equal(NpyArray.Read(folder["case", "mean.npy"]).AsSingles(), NpyArray.Read(folder["case", "z.npy"]).AsSingles());
    }

    [Fact]
    public void A_graph_with_external_data_is_recorded_with_them()
    {
        VaeExporter.Export(Fixtures.Path("formats", "model.bin"), folder["onnx"], new() { Verification = VerificationLevel.None, ExternalDataAbove = 0 });

        Recording.Write(folder["onnx"], Array("x"), folder["case"]);

        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(folder["case", "encoder", "model.onnx"]);
        Assert.Equal(["mean", "logvar"], session.OutputNames);
    }

    [Fact]
    public void A_conditional_pair_is_recorded_with_each_label_in_turn()
    {
        var reference = Fixtures.Path("layers", "conditional-conv");
        VaeExporter.Export(Path.Combine(reference, "model.pt"), folder["conditional"], new() { Verification = VerificationLevel.None });

        Recording.Write(folder["conditional"], Path.Combine(reference, "x.npy"), folder["case"]);

        Assert.Equal("int64", NpyArray.Read(folder["case", "y.npy"]).Type.PythonName());
        Assert.True(ParityCheck.Check(folder["conditional"], [folder["case"]]).RuntimeHolds);
        Assert.True(ParityCheck.Check(folder["conditional"], [reference]).GraphHolds);
        Assert.Equal("y", TensorProto.Parser.ParseFrom(File.ReadAllBytes(folder["case", "decoder", "test_data_set_0", "input_1.pb"])).Name);
        Assert.Null(PairDifference.Of(folder["conditional"], folder["conditional"]).First);
    }

    [Theory]
    [InlineData(null, "y.npy: is not there. The pair is conditional: it needs the label of each datum, int64 [4]")]
    [InlineData(new long[] { 0, 1, 5, 2 }, "y.npy: the label 5 at [2] is not from 0 to 4")]
    [InlineData(new long[] { 0, 1 }, "y.npy: Int64 [4] expected, found Int64 [2]")]
    public void Labels_that_do_not_fit_a_case_are_named(long[]? labels, string message)
    {
        var reference = Fixtures.Path("layers", "conditional-conv");
        Directory.CreateDirectory(folder["case"]);
        foreach (var name in new[] { "x.npy", "mean.npy" }) File.Copy(Path.Combine(reference, name), folder["case", name]);
        if (labels is not null) NpyArray.Of(labels, labels.Length).Write(folder["case", "y.npy"]);

        var error = Assert.Throws<VaeOnnxException>(() => VaeExporter.Export(
            Path.Combine(reference, "model.pt"), folder["conditional"], new() { Verification = VerificationLevel.None, References = folder["case"] }));

        Assert.Equal(ErrorKind.Input, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_of_the_test_runner_of_ONNX_hold_the_inputs_and_outputs()
    {
        Recording.Write(folder["onnx"], Array("x"), folder["case"]);

        var input = TensorProto.Parser.ParseFrom(File.ReadAllBytes(folder["case", "encoder", "test_data_set_0", "input_0.pb"]));
        var output = TensorProto.Parser.ParseFrom(File.ReadAllBytes(folder["case", "encoder", "test_data_set_0", "output_1.pb"]));
        Assert.Equal(("x", "logvar"), (input.Name, output.Name));
        Assert.Equal(NpyArray.Read(Array("x")).Data.ToArray(), input.RawData.ToByteArray());
        Assert.Equal(File.ReadAllBytes(folder["onnx", "encoder.onnx"]), File.ReadAllBytes(folder["case", "encoder", "model.onnx"]));
    }

    [Fact]
    public void A_folder_that_holds_something_is_not_written_to()
    {
        Directory.CreateDirectory(folder["case"]);
        folder.Write("case/notes.txt", "mine");

        Refused(() => Recording.Write(folder["onnx"], Array("x"), folder["case"]), ErrorKind.Usage, "something is there already");
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(folder["case"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Data_of_another_shape_are_refused_with_both_shapes() => Refused(
        () => Recording.Write(folder["onnx"], Array("eps"), folder["case"]), ErrorKind.Input, "float32 [N, 784] expected for 'x', found float32 [34, 4]");

    [Fact]
    public void Draws_for_another_number_of_data_are_refused()
    {
        NpyArray.Of(new float[8], 2, 4).Write(folder["eps.npy"]);

        Refused(() => Recording.Write(folder["onnx"], Array("x"), folder["case"], folder["eps.npy"]), ErrorKind.Input, "float32 [34, 4] expected for 'eps', found float32 [2, 4]");
    }

    private static string Array(string name) => Fixtures.Path("formats", "expected", $"{name}.npy");

    private static void Refused(Action action, ErrorKind kind, string words)
    {
        var error = Assert.Throws<VaeOnnxException>(action);

        Assert.Equal(kind, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
