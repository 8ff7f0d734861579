using System.Text.Json;
using System.Xml.Linq;
using VaeOnnx.Data;
using VaeOnnx.Export;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;
using VaeOnnx.Parity;
using VaeOnnx.Parity.Reports;

namespace VaeOnnx.Tests.Unit.Parity;

public sealed class ParityCheckTests : IDisposable
{
    private static readonly string Case = Fixtures.Path("formats", "expected");

    private readonly TemporaryFolder folder = new();

    public ParityCheckTests()
    {
        VaeExporter.Export(Fixtures.Path("formats", "model.bin"), folder["onnx"], new() { Verification = VerificationLevel.None });
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_pair_that_computes_what_Python_computed_passes_both_verdicts()
    {
        var report = ParityCheck.Check(folder["onnx"], [Case]);

        Assert.True(report.GraphHolds);
        Assert.True(report.RuntimeHolds);
        Assert.True(report.Passed);
        Assert.Superset(
            new HashSet<string> { "mean", "mean_f64", "logvar", "z", "z_f64", "logits", "recon", "recon_f64", "bce", "bce_f64", "kld", "kld_f64", "elbo", "elbo_f64" },
            report.Cases.Single().Comparisons.Select(comparison => comparison.Array).ToHashSet());
    }

    [Fact]
    public void A_float64_array_of_another_model_fails_the_graph_and_not_the_runtime()
    {
        CopyCase();
        var mean = NpyArray.Read(folder["case", "mean_f64.npy"]);
        NpyArray.Of([.. mean.AsDoubles().Select(value => value * (1 + 1e-8))], [.. mean.Shape]).Write(folder["case", "mean_f64.npy"]);

        var report = ParityCheck.Check(folder["onnx"], [folder["case"]]);

        Assert.False(report.GraphHolds);
        Assert.True(report.RuntimeHolds);
        Assert.False(report.Passed);
    }

    [Fact]
    public void A_float32_array_beyond_the_tolerance_fails_the_runtime_and_not_the_graph()
    {
        CopyCase();
        var recon = NpyArray.Read(folder["case", "recon.npy"]);
        var values = recon.AsSingles();
        values[5] += 1e-3f;
        NpyArray.Of(values, [.. recon.Shape]).Write(folder["case", "recon.npy"]);

        var report = ParityCheck.Check(folder["onnx"], [folder["case"]]);

        Assert.True(report.GraphHolds);
        Assert.False(report.RuntimeHolds);
        var failed = report.Cases.Single().Comparisons.Where(comparison => !comparison.Passed);
        Assert.All(failed, comparison => Assert.Equal([0, 5], comparison.Comparison.GreatestAbsolute!.Index));
    }

    [Fact]
    public void Several_cases_are_judged_together()
    {
        CopyCase();

        Assert.Equal(2, ParityCheck.Check(folder["onnx"], [Case, folder["case"]]).Cases.Count);
    }

    [Fact]
    public void Without_float64_arrays_the_graph_has_no_verdict()
    {
        CopyCase();
        foreach (var path in Directory.EnumerateFiles(folder["case"], "*_f64.npy")) File.Delete(path);

        var report = ParityCheck.Check(folder["onnx"], [folder["case"]]);

        Assert.Null(report.GraphHolds);
        Assert.Contains("graph: no arrays to judge by  runtime: PASSED", ParityText.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_has_a_test_for_each_row_and_a_failure_for_each_that_fails()
    {
        var report = ParityCheck.Check(folder["onnx"], [Case], new() { AbsoluteTolerance = 0, RelativeTolerance = 0 });

        var suite = XDocument.Parse(ParityJUnit.Of(report)).Root!.Element("testsuite")!;
        Assert.Equal(report.Cases[0].Comparisons.Count, suite.Elements("testcase").Count());
        Assert.Equal(report.Cases[0].Comparisons.Count(comparison => !comparison.Passed), suite.Descendants("failure").Count());
        Assert.NotEmpty(suite.Descendants("failure"));
    }

    [Fact]
    public void JSON_and_Markdown_hold_the_same_verdict()
    {
        var report = ParityCheck.Check(folder["onnx"], [Case]);

        Assert.True(JsonDocument.Parse(ParityJson.Of(report)).RootElement.GetProperty("passed").GetBoolean());
        Assert.Contains("graph (float64 against float64): PASSED", ParityMarkdown.Of(report), StringComparison.Ordinal);
        Assert.Contains("| mean_f64 | float64 |", ParityMarkdown.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_pair_is_named() => Refused(() => ParityCheck.Check(folder["none"], [Case]), ErrorKind.Input, "encoder.onnx");

    [Fact]
    public void A_mixed_pair_is_refused()
    {
        VaeExporter.Export(Fixtures.Path("torch-mnist", "model.bin"), folder["other"], new() { Verification = VerificationLevel.None });
        File.Copy(folder["other", "decoder.onnx"], folder["onnx", "decoder.onnx"], overwrite: true);

        Refused(() => ParityCheck.Check(folder["onnx"], [Case]), ErrorKind.Input, "are not of one export");
    }

    [Fact]
    public void A_graph_that_is_cut_off_is_refused()
    {
        var bytes = File.ReadAllBytes(folder["onnx", "encoder.onnx"]);
        File.WriteAllBytes(folder["onnx", "encoder.onnx"], bytes[..(bytes.Length / 2)]);

        Refused(() => ParityCheck.Check(folder["onnx"], [Case]), ErrorKind.Input, "encoder.onnx");
    }

    private void CopyCase()
    {
        Directory.CreateDirectory(folder["case"]);
        foreach (var path in Directory.EnumerateFiles(Case)) File.Copy(path, folder["case", Path.GetFileName(path)]);
    }

    private static void Refused(Action action, ErrorKind kind, string words)
    {
        var error = Assert.Throws<VaeOnnxException>(action);

        Assert.Equal(kind, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
