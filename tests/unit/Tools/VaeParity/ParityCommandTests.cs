using VaeOnnx.Export;
using VaeOnnx.Export.Verification;
using VaeOnnx.Inference;

namespace VaeOnnx.Tests.Unit.Tools.VaeParity;

public sealed class ParityCommandTests : IDisposable
{
    private static readonly string Case = Fixtures.Path("formats", "expected");

    private readonly TemporaryFolder folder = new();

    public ParityCommandTests()
    {
        VaeExporter.Export(Fixtures.Path("formats", "model.bin"), folder["onnx"], new() { Verification = VerificationLevel.None });
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_pair_that_holds_prints_a_table_and_both_verdicts()
    {
        var result = Tool.VaeParity.Run(folder["onnx"], "--reference", Case);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Contains("mean_f64", result.Output, StringComparison.Ordinal);
        Assert.Contains("graph: PASSED  runtime: PASSED", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("PASSED\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_float16_pair_the_output_says_by_what_the_graph_is_judged()
    {
        VaeExporter.Export(Fixtures.Path("formats", "model.bin"), folder["onnx"], new() { Verification = VerificationLevel.None, Precision = GraphPrecision.Fp16 });

        var result = Tool.VaeParity.Run(folder["onnx"], "--reference", Case);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            "the weights were rounded from float32 for fp16: arrays of the unrounded model are judged by what rounding each weight once may do",
            result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_do_not_hold_are_exit_code_1()
    {
        var result = Tool.VaeParity.Run(folder["onnx"], "--reference", Case, "--atol", "0", "--rtol", "0");

        Assert.Equal((int)ErrorKind.Numbers, result.ExitCode);
        Assert.EndsWith("FAILED\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_for_CI_are_written()
    {
        var result = Tool.VaeParity.Run(
            folder["onnx"], "--reference", Case, "--junit", folder["parity.xml"], "--json", folder["parity.json"], "--markdown", folder["parity.md"]);

        Assert.Equal(0, result.ExitCode);
        Assert.All(["parity.xml", "parity.json", "parity.md"], name => Assert.NotEqual(0, new FileInfo(folder[name]).Length));
    }

    [Fact]
    public void A_pair_without_reference_folders_is_wrong_usage() =>
        AssertRefused(Tool.VaeParity.Run(folder["onnx"]), ErrorKind.Usage, "--reference is missing");

    [Fact]
    public void Pictures_are_written_also_where_the_numbers_do_not_hold()
    {
        var result = Tool.VaeParity.Run(folder["onnx"], "--reference", Case, "--atol", "0", "--rtol", "0", "--plots", folder["plots"]);

        Assert.Equal((int)ErrorKind.Numbers, result.ExitCode);
        Assert.Contains("pictures written to", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["plots", "expected", "mean.png"]));
    }

    [Fact]
    public void The_processor_may_be_named() =>
        Assert.Equal(0, Tool.VaeParity.Run(folder["onnx"], "--reference", Case, "--provider", "cpu").ExitCode);

    [SkippableTheory]
    [InlineData("cuda", "VaeOnnx.Inference.Gpu")]
    [InlineData("OpenVINO", "Intel.ML.OnnxRuntime.OpenVino")]
    public void A_provider_that_is_not_there_is_refused_with_the_package_that_brings_it(string provider, string package)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "other systems' packages have other providers");
        AssertRefused(Tool.VaeParity.Run(folder["onnx"], "--reference", Case, "--provider", provider), ErrorKind.Usage, package);
    }

    [Fact]
    public void A_provider_that_nobody_knows_is_refused_with_those_there_are() =>
        AssertRefused(Tool.VaeParity.Run(folder["onnx"], "--reference", Case, "--provider", "abacus"), ErrorKind.Usage, "--provider takes cpu, cuda,");

    [Fact]
    public void Two_arrays_are_compared()
    {
        var (mean, logvar) = (Path.Combine(Case, "mean.npy"), Path.Combine(Case, "logvar.npy"));

        Assert.Equal(0, Tool.VaeParity.Run("compare", mean, mean).ExitCode);
        Assert.Equal((int)ErrorKind.Numbers, Tool.VaeParity.Run("compare", mean, logvar).ExitCode);
        Assert.Equal(0, Tool.VaeParity.Run("compare", mean, logvar, "--atol", "100", "--rtol", "0").ExitCode);
    }

    [Fact]
    public void A_recorded_case_passes()
    {
        Assert.Equal(0, Tool.VaeParity.Run("record", folder["onnx"], "--inputs", Path.Combine(Case, "x.npy"), "--out", folder["case"]).ExitCode);
        Assert.Equal(0, Tool.VaeParity.Run(folder["onnx"], "--reference", folder["case"]).ExitCode);
    }

    [Fact]
    public void Two_exports_are_compared_node_by_node()
    {
        VaeExporter.Export(Fixtures.Path("formats", "float16.pt"), folder["half"], new() { Verification = VerificationLevel.None });

        Assert.Contains("no node differs", Tool.VaeParity.Run("diff", folder["onnx"], folder["onnx"]).Output, StringComparison.Ordinal);
        var different = Tool.VaeParity.Run("diff", folder["onnx"], folder["half"]);
        Assert.Equal((int)ErrorKind.Numbers, different.ExitCode);
        Assert.Contains("first difference: encoder: Gemm 'fc1' gives other numbers", different.Output, StringComparison.Ordinal);
    }

    private static void AssertRefused(Tool.Result result, ErrorKind kind, string words)
    {
        Assert.Equal((int)kind, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }
}
