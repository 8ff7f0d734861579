using System.Text.Json;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Export;

namespace VaeOnnx.Tests.Unit.Tools.VaeExport;

public sealed class ExportCommandTests : IDisposable
{
    private static readonly string Checkpoint = Fixtures.Path("torch-mnist", "model.bin");

    private readonly TemporaryFolder folder = new();

    private string Onnx => folder["onnx"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_checkpoint_becomes_a_verified_pair_and_the_output_says_so()
    {
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Contains("TorchSharp, 10 tensors, 2.6 MB", result.Output, StringComparison.Ordinal);
        Assert.Contains("recognised  pytorch/examples vae, 784-400-20, relu, log-variance head fc22, Bernoulli", result.Output, StringComparison.Ordinal);
        Assert.Contains("x [N, 784] -> mean [N, 20], logvar [N, 20]", result.Output, StringComparison.Ordinal);
        Assert.Contains("z [N, 20] -> logits [N, 784], recon [N, 784]", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nPASSED in ", result.Output, StringComparison.Ordinal);
        Assert.Equal(["decoder.onnx", "encoder.onnx"], Directory.EnumerateFiles(Onnx).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_output_is_one_JSON_object_when_asked_for()
    {
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--json");

        var report = JsonDocument.Parse(result.Output).RootElement;
        Assert.True(report.GetProperty("passed").GetBoolean());
        Assert.Equal("pytorch-example", report.GetProperty("family").GetString());
        Assert.Equal("full", report.GetProperty("level").GetString());
        Assert.Equal(2, report.GetProperty("graphs").GetArrayLength());
    }

    [Theory]
    [InlineData("quick", "PASSED the quick check")]
    [InlineData("none", "NOT VERIFIED")]
    public void An_export_that_was_not_verified_in_full_says_so_plainly(string level, string verdict)
    {
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--verify", level);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(verdict, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\nPASSED in ", result.Output, StringComparison.Ordinal);
        Assert.All(["encoder.onnx", "decoder.onnx"], name =>
            Assert.Equal(level, OnnxMetadata.Read(Path.Combine(Onnx, name))["vae.verified"]));
    }

    [Fact]
    public void Reference_arrays_are_compared_with_on_request()
    {
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--check", Fixtures.Path("torch-mnist"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("mean_f64", result.Output, StringComparison.Ordinal);
        Assert.Contains("recon", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Reference_arrays_of_another_model_fail_and_nothing_is_written()
    {
        using var other = new TemporaryFolder();
        foreach (var path in Directory.EnumerateFiles(Fixtures.Path("torch-mnist"), "*.npy")) File.Copy(path, other[Path.GetFileName(path)]);
        File.Copy(other["logvar_f64.npy"], other["mean_f64.npy"], overwrite: true);

        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--check", other.Path);

        Assert.Equal((int)ErrorKind.Numbers, result.ExitCode);
        Assert.Contains("FAILED", result.Output, StringComparison.Ordinal);
        Assert.Contains("the numbers do not hold, and nothing was written", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Onnx));
    }

    [Theory]
    [InlineData("report.md", "# Export of")]
    [InlineData("report.json", "\"passed\": true")]
    public void A_report_is_written_to_a_file(string name, string content)
    {
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--report", folder[name]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(content, File.ReadAllText(folder[name]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_an_unknown_kind_is_refused_before_the_export()
    {
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--report", folder["report.pdf"]);

        AssertRefused(result, ErrorKind.Usage, "report.pdf: a report is a .md or a .json file");
        Assert.False(Directory.Exists(Onnx));
    }

    [Fact]
    public void A_report_inside_the_folder_of_the_export_is_wrong_usage() => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--report", Path.Combine(Onnx, "report.md")), ErrorKind.Usage, "lies in the folder of --out");

    [Fact]
    public void Numbers_that_do_not_hold_are_exit_code_1_even_if_the_report_cannot_be_written()
    {
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--check", Fixtures.Path("torch-mnist"), "--atol", "0", "--rtol", "0", "--report", folder["none", "r.md"]);

        Assert.Equal((int)ErrorKind.Numbers, result.ExitCode);
        Assert.Contains("the report cannot be written", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_with_an_option_of_the_export_is_wrong_usage() => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--inspect", "--verify", "quick"), ErrorKind.Usage, "leave --verify out");

    [SkippableFact]
    public void Standard_output_that_takes_nothing_is_a_clear_error()
    {
        Skip.IfNot(File.Exists("/dev/full"), "there is no /dev/full");
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "sh", ["-c", $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "vae-export.dll")}' --help > /dev/full"]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal((int)ErrorKind.Output, process.ExitCode);
        Assert.Contains("the output cannot be printed", error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("{0} --out {1}")]
    [InlineData("{2} --out {1} --architecture {0}")]
    public void A_pipe_is_refused_and_not_waited_for(string arguments)
    {
        Skip.If(OperatingSystem.IsWindows(), "made with mkfifo");
        System.Diagnostics.Process.Start("mkfifo", [folder["pipe"]]).WaitForExit();

        AssertRefused(
            Tool.VaeExport.Run([.. arguments.Split(' ').Select(word => string.Format(System.Globalization.CultureInfo.InvariantCulture, word, folder["pipe"], Onnx, Checkpoint))]),
            ErrorKind.Input,
            "is empty (0 bytes), or a pipe or a device");
    }

    [Fact]
    public void Wrong_usage_is_one_JSON_object_too_when_asked_for()
    {
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--opset", "x", "--json");

        Assert.Equal((int)ErrorKind.Usage, result.ExitCode);
        Assert.Equal("usage", JsonDocument.Parse(result.Output).RootElement.GetProperty("error").GetProperty("kind").GetString());
    }

    [Fact]
    public void Inspect_prints_tensors_metadata_and_what_was_recognised()
    {
        var result = Tool.VaeExport.Run("--inspect", Fixtures.Path("formats", "model.safetensors"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("safetensors, 10 tensors", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"fc1\.weight +float32 +\[24, 784\]", result.Output);
        Assert.Matches(@"format +pt", result.Output);
        Assert.Contains("recognised  pytorch/examples vae, 784-24-4", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_says_why_nothing_was_recognised()
    {
        var path = new SmallModel().Linear("encoder.0", 12, 5).Save(folder);
        var result = Tool.VaeExport.Run(path, "--inspect");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("not recognised: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("no known family has these 2 tensors", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_output_folder_is_wrong_usage() => AssertRefused(Tool.VaeExport.Run(Checkpoint), ErrorKind.Usage, "--out is missing");

    [Fact]
    public void An_unknown_option_is_wrong_usage() => AssertRefused(Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--optset", "17"), ErrorKind.Usage, "--optset");

    [Theory]
    [InlineData("--architecture")]
    [InlineData("--check")]
    public void An_empty_value_is_wrong_usage(string option) => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, option, ""), ErrorKind.Usage, option);

    [Fact]
    public void An_empty_folder_name_is_wrong_usage() => AssertRefused(Tool.VaeExport.Run(Checkpoint, "--out", ""), ErrorKind.Usage, "--out");

    [Fact]
    public void An_empty_checkpoint_name_is_wrong_usage() => AssertRefused(Tool.VaeExport.Run("", "--out", Onnx), ErrorKind.Usage, "MODEL");

    [Fact]
    public void An_option_given_twice_is_wrong_usage() => AssertRefused(Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--out", Onnx), ErrorKind.Usage, "--out");

    [Fact]
    public void A_report_that_cannot_be_written_is_said_so() => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--report", folder["none", "report.md"]), ErrorKind.Output, "the report cannot be written");

    [Fact]
    public void A_folder_of_reference_arrays_that_is_not_there_is_named() => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--check", folder["none"]), ErrorKind.Input, "there is no such folder of reference arrays");

    [Fact]
    public void An_unknown_level_is_wrong_usage() => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--verify", "most"), ErrorKind.Usage, "--verify takes full, quick or none");

    [Theory]
    [InlineData("fp16", "float32 to float16")]
    [InlineData("bf16-weights", "float32 to bfloat16")]
    public void Weights_are_stored_in_another_type_on_request_and_the_output_says_what_that_costs(string word, string what)
    {
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--dtype", word, "--verify", "quick");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"rounded     weights from {what}", result.Output, StringComparison.Ordinal);
        Assert.Contains("rounded     which costs mean ", result.Output, StringComparison.Ordinal);
        Assert.Equal(word, OnnxMetadata.Read(Path.Combine(Onnx, "decoder.onnx"))["vae.dtype"]);
    }

    [Fact]
    public void An_unknown_type_of_weights_is_wrong_usage() => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--dtype", "int8"), ErrorKind.Usage, "--dtype takes fp32, fp16 or bf16-weights.");

    [Fact]
    public void The_graphs_that_draw_are_written_when_asked_for()
    {
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--sampler");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("key [2], count [] -> z [N, 20]", result.Output, StringComparison.Ordinal);
        Assert.Contains("z, of jax.random.normal", result.Output, StringComparison.Ordinal);
        Assert.Equal(5, Directory.EnumerateFiles(Onnx).Count());
    }

    [Theory]
    [InlineData("fp16")]
    [InlineData("bf16-weights")]
    public void The_graphs_that_draw_are_float32(string word) => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--sampler", "--dtype", word),
        ErrorKind.Usage,
        $"the graphs of --sampler draw and compute in float32: leave --sampler out, or --dtype {word}.");

    [Fact]
    public void The_graphs_that_draw_need_bitwise_operators() => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--sampler", "--opset", "17"), ErrorKind.Usage, "opset 17 has no bitwise operators");

    [Fact]
    public void An_unknown_opset_is_wrong_usage() => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--opset", "9"), ErrorKind.Usage, "opset 9 is not supported");

    [Fact]
    public void A_tolerance_without_arrays_is_wrong_usage() => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--atol", "1e-3", "--rtol", "1e-3"), ErrorKind.Usage, "--atol and --rtol are for the arrays of --check");

    [Fact]
    public void One_tolerance_without_the_other_is_wrong_usage() => AssertRefused(
        Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--check", Fixtures.Path("torch-mnist"), "--atol", "1e-3"), ErrorKind.Usage, "both");

    [Fact]
    public void A_missing_checkpoint_is_named() => AssertRefused(Tool.VaeExport.Run(folder["none.pt"], "--out", Onnx), ErrorKind.Input, "none.pt");

    [Fact]
    public void A_folder_that_holds_other_files_is_refused()
    {
        Directory.CreateDirectory(Onnx);
        File.WriteAllText(Path.Combine(Onnx, "notes.txt"), "mine");

        AssertRefused(Tool.VaeExport.Run(Checkpoint, "--out", Onnx), ErrorKind.Usage, "notes.txt", "--force");
        Assert.Equal(0, Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--force").ExitCode);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Onnx, "notes.txt")));
    }

    [Fact]
    public void An_error_is_one_JSON_object_too_when_asked_for()
    {
        var result = Tool.VaeExport.Run(folder["none.pt"], "--out", Onnx, "--json");

        var error = JsonDocument.Parse(result.Output).RootElement;
        Assert.False(error.GetProperty("passed").GetBoolean());
        Assert.Equal("input", error.GetProperty("error").GetProperty("kind").GetString());
        Assert.Contains("none.pt", error.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_export_is_replaced_as_a_whole()
    {
        Tool.VaeExport.Run(SmallModel.PyTorchExample().Save(folder), "--out", Onnx, "--verify", "none");
        var result = Tool.VaeExport.Run(Checkpoint, "--out", Onnx, "--verify", "none");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("784", OnnxMetadata.Read(Path.Combine(Onnx, "encoder.onnx"))["vae.input_shape"]);
        Assert.Equal("784", OnnxMetadata.Read(Path.Combine(Onnx, "decoder.onnx"))["vae.input_shape"]);
    }

    [Fact]
    public void Help_names_every_option()
    {
        var result = Tool.VaeExport.Run("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.All(
            ["MODEL", "--out", "--architecture", "--family", "--opset", "--dtype", "--sampler", "--atol", "--rtol", "--verify", "--check", "--report", "--json", "--inspect", "--force"],
            option => Assert.Contains(option, result.Output, StringComparison.Ordinal));
    }

    private static void AssertRefused(Tool.Result result, ErrorKind kind, params string[] words)
    {
        Assert.Equal((int)kind, result.ExitCode);
        Assert.All(words, word => Assert.Contains(word, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}
