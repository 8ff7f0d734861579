using System.Diagnostics;
using System.Text.RegularExpressions;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Training.Runs;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Tools;
using VaeOnnx.Training;

namespace VaeOnnx.Tests.Training.Tools;

public sealed class VaeTrainTests : IDisposable
{
    private static readonly Tool VaeTrain = new("vae-train");

    private readonly TemporaryFolder folder = new();
    private readonly string small;

    public VaeTrainTests()
    {
        small = folder.Write("small.json", TrainingConfig.ToJson(ShortRun.Options));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_prints_a_plain_line_for_each_epoch()
    {
        var result = VaeTrain.Run("--config", small, "--out", folder["run"]);

        Assert.Empty(result.Error);
        Assert.Equal(0, result.ExitCode);
        var lines = result.Output.Split('\n');
        Assert.Equal("pytorch-example 784-32-4, relu; 320 to train on, 96 to test on; seed 1", lines[0]);
        Assert.Matches(@"^epoch 1 train \d+\.\d{4} test \d+\.\d{4} seconds \d+\.\d{2}( |$)", lines[1]);
        Assert.Matches(@"^epoch 2 train \d+\.\d{4} test \d+\.\d{4} seconds \d+\.\d{2}( |$)", lines[2]);
        Assert.StartsWith($"wrote {folder["run"]}: ", lines[3], StringComparison.Ordinal);
        Assert.True(File.Exists(folder["run", "onnx", "encoder.onnx"]));
    }

    [SkippableFact]
    public void On_a_terminal_a_bar_shows_the_terms_of_the_loss_and_the_data_a_second()
    {
        Skip.IfNot(File.Exists("/usr/bin/script"), "script, which makes a terminal, is not here");
        var tool = Path.Combine(AppContext.BaseDirectory, "vae-train.dll");
        using var process = Process.Start(new ProcessStartInfo(
            "/usr/bin/script", ["-qec", $"stty cols 150; dotnet '{tool}' --config '{small}' --out '{folder["run"]}'", "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TERM"] = "xterm-256color" },
        })!;

        var result = Tool.Finish(process);

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"epoch 2  loss \d+\.\d\d  reconstruction \d+\.\d\d  divergence \d+\.\d\d  \d+/s", result.Output);
        Assert.Matches(@"epoch 1 train \d+\.\d{4} test \d+\.\d{4} seconds \d+\.\d{2} ", result.Output);
    }

    [Fact]
    public void Options_stand_above_those_of_the_file()
    {
        var result = VaeTrain.Run(
            "--config", small, "--hidden", "24,12", "--latent", "3", "--beta", "0.5", "--batch", "32", "--lr", "2e-3", "--seed", "7", "--epochs", "1", "--out", folder["run"]);

        Assert.Equal(0, result.ExitCode);
        var options = TrainingConfig.Read(folder["run", "config.json"]);
        Assert.Equal([24, 12], options.Hidden);
        Assert.Equal((3, 0.5, 32, 2e-3, 7L, 1), (options.Latent, options.Beta, options.Batch, options.LearningRate, options.Seed, options.Epochs));
        Assert.Equal((320, 96), (options.TrainCount, options.TestCount));
        Assert.StartsWith("mlp 784-24-12-3, relu", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_preset_is_a_published_program_and_its_folder_has_its_name()
    {
        var tool = new Tool("vae-train", folder.Path);
        var some = folder.Write("some.json", """{ "train_count": 300, "test_count": 50, "hidden": [16], "threads": 1 }""");

        Assert.Equal(0, tool.Run("--preset", "flax-example", "--config", some, "--data", Fixtures.Path("mnist"), "--epochs", "1").ExitCode);

        var options = TrainingConfig.Read(folder["runs", "flax-example", "config.json"]);
        Assert.Equal((Binarization.Static, BatchReduction.Mean, WeightInit.LecunNormal), (options.Binarization, options.Reduction, options.Init));
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void An_interrupted_run_is_saved_and_goes_on(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "signals are sent with kill");
        using (var process = VaeTrain.StartInForeground("--config", small, "--epochs", "100000", "--out", folder["run"]))
        {
            while (!process.StandardOutput.ReadLine()!.StartsWith("epoch 1 ", StringComparison.Ordinal))
            {
            }

            using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"])) kill.WaitForExit();
            var interrupted = Tool.Finish(process);

            Assert.Equal(130, interrupted.ExitCode);
            Assert.Matches("^vae-train: interrupted (in|after) epoch .* --resume goes on.\n$", interrupted.Error);
            Assert.False(Directory.Exists(folder["run", "onnx"]));
        }

        int epochs = File.ReadAllLines(folder["run", "metrics.jsonl"]).Length + 1;
        var resumed = VaeTrain.Run("--out", folder["run"], "--resume", "--epochs", $"{epochs}");
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("goes on ", resumed.Output, StringComparison.Ordinal);

        VaeTrain.Run("--config", small, "--epochs", $"{epochs}", "--out", folder["whole"]);
        Assert.Equal(File.ReadAllBytes(folder["whole", "model.bin"]), File.ReadAllBytes(folder["run", "model.bin"]));
    }

    [Fact]
    public void A_loss_that_is_no_number_is_exit_code_1()
    {
        var result = VaeTrain.Run("--config", small, "--lr", "1e30", "--out", folder["run"]);

        AssertRefused(result, ErrorKind.Numbers, "the loss is");
        Assert.False(Directory.Exists(folder["run", "onnx"]));
    }

    [Fact]
    public void Outside_the_repository_the_data_have_to_be_named() =>
        AssertRefused(new Tool("vae-train", folder.Path).Run(), ErrorKind.Usage, "no data: pass --data");

    [Theory]
    [InlineData("--preset nope", ErrorKind.Usage, "there is no \"nope\"; it can be pytorch-example, flax-example")]
    [InlineData("--epochs x", ErrorKind.Usage, "--epochs takes a whole number, not 'x'")]
    [InlineData("--epochs 0", ErrorKind.Usage, "epochs is a number of passes of at least 1")]
    [InlineData("--seed 1.5", ErrorKind.Usage, "--seed takes a whole number, not '1.5'")]
    [InlineData("--hidden 400;20", ErrorKind.Usage, "--hidden takes widths such as 400 or 500,300, not '400;20'")]
    [InlineData("--hidden 0", ErrorKind.Usage, "hidden is at most 32 widths")]
    [InlineData("--latent 0", ErrorKind.Usage, "latent is a number of dimensions from 1")]
    [InlineData("--beta -1", ErrorKind.Usage, "beta is a factor of at least 0")]
    [InlineData("--beta nan", ErrorKind.Usage, "beta is a factor of at least 0")]
    [InlineData("--batch 0", ErrorKind.Usage, "batch is a number of data from 1")]
    [InlineData("--lr fast", ErrorKind.Usage, "--lr takes a number, not 'fast'")]
    [InlineData("--lr 0", ErrorKind.Usage, "learning_rate is a step size above 0")]
    [InlineData("--data nowhere", ErrorKind.Input, "nowhere")]
    [InlineData("--config nowhere.json", ErrorKind.Input, "nowhere.json")]
    [InlineData("--resume", ErrorKind.Input, "holds no run to go on with")]
    [InlineData("--momentum 1", ErrorKind.Usage, "vae-train --help shows what there is")]
    public void A_bad_option_is_named(string arguments, ErrorKind kind, string words)
    {
        AssertRefused(VaeTrain.Run([.. arguments.Split(' '), "--out", folder["run"]]), kind, words);

        Assert.False(Directory.Exists(folder["run"]));
    }

    [Theory]
    [InlineData("""{ "momentum": 1 }""", ErrorKind.Input, "momentum")]
    [InlineData("""{ "latent": "many" }""", ErrorKind.Input, "latent")]
    [InlineData("""{ "activation": "step" }""", ErrorKind.Input, "activation")]
    [InlineData("""{ "hidden": 400 }""", ErrorKind.Input, "hidden")]
    [InlineData("""{ "latent": 0 }""", ErrorKind.Usage, "latent is a number of dimensions from 1")]
    [InlineData("[]", ErrorKind.Input, "expected an object")]
    [InlineData("{", ErrorKind.Input, "bad.json")]
    public void A_bad_option_in_a_file_is_named_with_the_file(string json, ErrorKind kind, string words)
    {
        var result = VaeTrain.Run("--config", folder.Write("bad.json", json), "--out", folder["run"]);

        AssertRefused(result, kind, words);
        Assert.Contains("bad.json: ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void A_preset_and_a_file_of_another_contradict_each_other() =>
        AssertRefused(VaeTrain.Run("--preset", "flax-example", "--config", small, "--out", folder["run"]), ErrorKind.Usage, "is of the preset pytorch-example");

    private static void AssertRefused(Tool.Result result, ErrorKind kind, string words)
    {
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Equal((int)kind, result.ExitCode);
        Assert.Single(Regex.Matches(result.Error, "\n"));
    }
}
