using System.Globalization;
using System.Text.RegularExpressions;
using SkiaSharp;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Pictures;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Tools;
using VaeOnnx.Training;

namespace VaeOnnx.Tests.Training.Tools;

/// <summary>Every option of a run on the command line.</summary>
public sealed class OptionTests : IDisposable
{
    private static readonly Tool VaeTrain = new("vae-train");

    private readonly TemporaryFolder folder = new();

    public OptionTests()
    {
        var digits = new float[30 * 64];
        for (int i = 0; i < digits.Length; i++) digits[i] = i % 7 / 6f;
        NpyArray.Of(digits, 30, 8, 8).Write(folder["data.npy"]);
        NpyArray.Of(digits.AsSpan(0, 10 * 64), 10, 8, 8).Write(folder["test.npy"]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_option_is_in_the_configuration_that_is_written_and_makes_the_same_run_again()
    {
        var result = Train(
            "--test-data", folder["test.npy"], "--binarization", "dynamic", "--binarization-seed", "3", "--train-count", "25", "--test-count", "9", "--validation", "5", "--validation-seed", "4",
            "--hidden", "12,6", "--latent", "3", "--activation", "tanh", "--init", "normal",
            "--beta", "2", "--warm-up", "1", "--free-bits", "0.1", "--samples", "2",
            "--epochs", "2", "--patience", "3", "--batch", "10", "--reduction", "mean", "--optimizer", "adamw", "--lr", "0.01",
            "--schedule", "step", "--schedule-factor", "0.5", "--schedule-epochs", "1", "--clip-norm", "1", "--weight-decay", "0.1", "--seed", "9", "--threads", "1");

        Assert.Empty(result.Error);
        var expected = new TrainingOptions
        {
            Data = folder["data.npy"], TestData = folder["test.npy"], Binarization = Binarization.Dynamic, BinarizationSeed = 3, TrainCount = 25, TestCount = 9, Validation = 5, ValidationSeed = 4,
            Hidden = [12, 6], Latent = 3, Activation = HiddenActivation.Tanh, Init = WeightInit.Normal,
            Beta = 2, WarmUpEpochs = 1, FreeBits = 0.1, Samples = 2,
            Epochs = 2, Patience = 3, Batch = 10, Reduction = BatchReduction.Mean, Optimizer = OptimizerKind.AdamW, LearningRate = 0.01,
            Schedule = Schedule.Step, ScheduleFactor = 0.5, ScheduleEpochs = 1, ClipNorm = 1, WeightDecay = 0.1, Seed = 9, Threads = 1,
        };
        Assert.Equal(TrainingConfig.ToJson(expected) + "\n", File.ReadAllText(folder["run", "config.json"]));

        Assert.Equal(0, VaeTrain.Run("--config", folder["run", "config.json"], "--out", folder["again"]).ExitCode);

        Assert.All(
            new[] { "model.bin", "checkpoint.safetensors", "config.json" }, file => Assert.Equal(File.ReadAllBytes(folder["run", file]), File.ReadAllBytes(folder["again", file])));
    }

    [Fact]
    public void A_convolutional_model_with_a_gaussian_decoder_is_trained_by_options_alone()
    {
        var result = Train("--model", "conv", "--channels", "4", "--hidden", "8", "--likelihood", "gaussian", "--variance", "0.1", "--sigmoid-mean", "--epochs", "1");

        Assert.Empty(result.Error);
        var options = TrainingConfig.Read(folder["run", "config.json"]);
        Assert.Equal([4], options.Channels);
        Assert.Equal((LikelihoodKind.Gaussian, 0.1, true), (options.Likelihood, options.Variance, options.SigmoidMean));
    }

    [Fact]
    public void The_model_of_a_preset_can_be_left_for_another()
    {
        Assert.Empty(Train("--preset", "conv-mnist", "--model", "mlp", "--hidden", "8", "--epochs", "1").Error);
        Assert.Empty(TrainingConfig.Read(folder["run", "config.json"]).Channels);
    }

    [Fact]
    public void A_flag_of_a_preset_can_be_turned_off()
    {
        Assert.Empty(Train("--preset", "cvae-mnist", "--conditional", "false", "--hidden", "8", "--epochs", "1").Error);
        Assert.False(TrainingConfig.Read(folder["run", "config.json"]).Conditional);
    }

    [Fact]
    public void Pictures_of_any_size_by_class_are_trained_on()
    {
        for (int i = 0; i < 12; i++)
        {
            Save($"disc/{i}.png", 20 + i, 24, SKColors.Red);
            Save($"square/{i}.jpg", 16, 30 - i, SKColors.Lime);
        }

        var result = VaeTrain.Run(
            "--data", folder["pictures"], "--resize", "16x12", "--model", "conv", "--channels", "4,8", "--hidden", "8", "--latent", "2", "--epochs", "1", "--batch", "8", "--threads", "1", "--out", folder["run"]);

        Assert.Empty(result.Error);
        Assert.Contains("22 to train on, 2 to test on", result.Output, StringComparison.Ordinal);
        Assert.Contains("classes: disc, square", result.Output, StringComparison.Ordinal);
        Assert.Equal("[\"disc\",\"square\"]", Regex.Replace(File.ReadAllText(folder["run", "classes.json"]), @"\s", ""));
        Assert.Equal(new PictureSize(16, 12), TrainingConfig.Read(folder["run", "config.json"]).Resize);
        using var reconstruction = SKBitmap.Decode(folder["run", "reconstruction_1.png"]);
        Assert.Equal((2 + (2 * 18), 2 + (2 * 14)), (reconstruction.Width, reconstruction.Height));
        using var vae = Vae.Load(folder["run", "onnx"]);
        Assert.Equal("3,12,16", string.Join(',', vae.Metadata!.ImageShape!));
    }

    [Fact]
    public void A_run_that_stops_early_says_why_and_what_it_kept()
    {
        var result = Train("--validation", "5", "--patience", "1", "--epochs", "500", "--hidden", "16", "--lr", "0.1", "--threads", "1");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("22 to train on, 5 to validate on, 3 to test on", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^epoch 1 train .* validation \d+\.\d{4} \(the least so far\)$", result.Output);
        var stopped = Regex.Match(
            result.Output, @"(?m)^stopped after epoch (\d+) of 500: the validation loss has not fallen for 1 epoch; it was least, (\d+\.\d{4}), after epoch (\d+)$");
        Assert.Equal(Number(stopped.Groups[1]), 1 + Number(stopped.Groups[3]));
        Assert.EndsWith($"onnx/ (verified), the weights after epoch {stopped.Groups[3].Value}, whose validation loss is least ({stopped.Groups[2].Value})\n", result.Output, StringComparison.Ordinal);

        static int Number(Group text) => int.Parse(text.Value, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("--optimizer lbfgs", "--optimizer takes adam, adamw, adagrad, not 'lbfgs'")]
    [InlineData("--model transformer", "--model takes mlp, conv, not 'transformer'")]
    [InlineData("--color blue", "--color takes grey, rgb, not 'blue'")]
    [InlineData("--resize big", "--resize takes a width and a height such as 64x48, or 28 for a square, not 'big'")]
    [InlineData("--resize 28x28x3", "--resize takes a width and a height such as 64x48")]
    [InlineData("--resize 0", "resize is a width and a height from 1 to 4096")]
    [InlineData("--resize 28", "resize is for folders of pictures")]
    [InlineData("--color rgb", "color is for folders of pictures")]
    [InlineData("--channels many", "--channels takes numbers of channels such as 32,64, not 'many'")]
    [InlineData("--model mlp --channels 8", "--channels are those of convolutions: give --model conv")]
    [InlineData("--patience 3", "patience waits for the loss on a validation set")]
    [InlineData("--validation 27", "validation is 27, and there are 27 data to train on")]
    [InlineData("--validation-seed 1", "--validation-seed is of --validation N")]
    [InlineData("--binarization-seed 1", "--binarization-seed is of --binarization static or dynamic")]
    [InlineData("--binarization dynamic --likelihood gaussian", "binarization is for a bernoulli likelihood")]
    [InlineData("--variance 1", "variance is of a gaussian likelihood")]
    [InlineData("--sigmoid-mean", "sigmoid_mean is of a gaussian likelihood")]
    [InlineData("--beta 0 --warm-up 3", "warm_up_epochs grow to beta, which is 0")]
    [InlineData("--beta 0 --free-bits 1", "free_bits are of the divergence, whose factor beta is 0")]
    [InlineData("--free-bits 1 --estimator sampled", "free_bits needs the estimator analytic")]
    [InlineData("--schedule-factor 0.5", "--schedule-factor is of --schedule step or exponential")]
    [InlineData("--schedule exponential --schedule-epochs 2", "--schedule-epochs is of --schedule step")]
    public void Options_that_mean_nothing_together_are_refused(string arguments, string words)
    {
        var result = Train(arguments.Split(' '));

        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.Equal((int)ErrorKind.Usage, result.ExitCode);
        Assert.Single(Regex.Matches(result.Error, "\n"));
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void A_conditional_model_of_data_without_labels_is_refused()
    {
        var result = Train("--conditional");

        Assert.Contains("data.npy: has no labels", result.Error, StringComparison.Ordinal);
        Assert.Equal((int)ErrorKind.Input, result.ExitCode);
    }

    [Theory]
    [InlineData("--optimizer ", "adagrad adam adamw")]
    [InlineData("--preset c", "conv-mnist cvae-conv-mnist cvae-mnist")]
    [InlineData("--binar", "--binarization --binarization-seed")]
    public void The_shell_completes_options_and_their_words(string typed, string offered)
    {
        string line = $"vae-train {typed}";
        var words = VaeTrain.Run($"[suggest:{line.Length}]", line).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string last = typed.Split(' ')[^1];
        Assert.Equal(offered, string.Join(' ', words.Where(word => word.StartsWith(last, StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Help_has_the_options_by_their_purpose()
    {
        var result = VaeTrain.Run("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches("(?s)Examples.*--data pictures/.*The run.*--preset.*Data.*--resize.*The model.*--likelihood.*The objective.*--warm-up.*The optimiser.*--patience.*Exit codes", result.Output);
        Assert.All(result.Output.Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    private Tool.Result Train(params string[] arguments) => VaeTrain.Run(["--data", folder["data.npy"], "--out", folder["run"], .. arguments]);

    private void Save(string name, int width, int height, SKColor colour)
    {
        string path = folder["pictures", name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(colour);
        using var file = File.Create(path);
        bitmap.Encode(file, name.EndsWith(".png", StringComparison.Ordinal) ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 95);
    }
}
