using System.Text.Json;
using SkiaSharp;
using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tests.Training.Runs;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_leaves_everything_in_its_folder()
    {
        using var run = TrainingRun.Begin(folder["run"], ShortRun.Options);

        Assert.True(run.Train().Passed);

        string[] files =
        [
            "checkpoint.safetensors", "config.json", "events.out.tfevents.vae-train", "loss.png", "metrics.jsonl",
            "model.bin", "model.json", "model.safetensors", "onnx",
            "reconstruction_1.png", "reconstruction_2.png", "sample_1.png", "sample_2.png",
        ];
        Assert.Equal(files, Directory.EnumerateFileSystemEntries(folder["run"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_exported_pair_computes_what_the_model_does()
    {
        using var run = TrainingRun.Begin(folder["run"], ShortRun.Options);
        run.Train();
        var x = run.Trainer.Data.Test.Rows(0, 5);
        using var vae = Vae.Load(folder["run", "onnx"]);
        float[] mean = new float[5 * vae.LatentLength], recon = new float[5 * vae.OutputLength];

        vae.Encode(x, mean, []);
        vae.Decode(mean, recon);

        var expected = run.Trainer.Reconstruct(x);
        Assert.All(recon.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void Every_epoch_has_a_line_of_losses()
    {
        var told = new List<EpochResult>();
        using var run = TrainingRun.Begin(folder["run"], ShortRun.Options);
        run.Train(told.Add);

        var lines = File.ReadAllLines(folder["run", "metrics.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([1, 2], lines.Select(line => line.GetProperty("epoch").GetInt32()));
        Assert.Equal(told.Select(epoch => epoch.Train.Loss), lines.Select(line => line.GetProperty("train").GetDouble()));
        Assert.Equal(told.Select(epoch => epoch.Test.Divergence), lines.Select(line => line.GetProperty("test_divergence").GetDouble()));
        Assert.Equal(run.Metrics, MetricsFile.Read(folder["run", "metrics.jsonl"]));
    }

    [Fact]
    public void Eight_inputs_stand_over_their_reconstructions_and_64_draws_in_a_square()
    {
        EpochResult? epoch = null;
        using var run = TrainingRun.Begin(folder["run"], ShortRun.Options with { Epochs = 1 });
        run.Train(over => epoch = over);

        using var reconstruction = SKBitmap.Decode(folder["run", "reconstruction_1.png"]);
        using var sample = SKBitmap.Decode(folder["run", "sample_1.png"]);
        Assert.Equal((2 + (8 * 30), 2 + (2 * 30)), (reconstruction.Width, reconstruction.Height));
        Assert.Equal((2 + (8 * 30), 2 + (8 * 30)), (sample.Width, sample.Height));
        int pixel = (14 * 28) + 13;
        Assert.Equal(Grey(epoch!.Pictures.Inputs[(3 * 784) + pixel]), reconstruction.GetPixel(2 + (3 * 30) + 13, 2 + 14).Red);
        Assert.Equal(Grey(epoch.Pictures.Reconstructions[(3 * 784) + pixel]), reconstruction.GetPixel(2 + (3 * 30) + 13, 32 + 14).Red);
        Assert.Equal(Grey(epoch.Pictures.Samples[(9 * 784) + pixel]), sample.GetPixel(2 + 30 + 13, 32 + 14).Red);
    }

    [Fact]
    public void The_options_of_a_run_make_the_same_run_again()
    {
        Train(folder["run"], ShortRun.Options);

        Train(folder["again"], TrainingConfig.Read(folder["run", "config.json"]));

        AssertSame("run", "again", "model.bin", "model.safetensors", "model.json", "config.json", "sample_2.png", "checkpoint.safetensors");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    public void A_run_that_was_interrupted_goes_on_to_the_same_weights(int steps)
    {
        Train(folder["whole"], ShortRun.Options);

        Interrupt(folder["run"], ShortRun.Options, steps);
        using (var run = TrainingRun.Resume(folder["run"]))
            run.Train();

        AssertSame("whole", "run", "model.bin", "checkpoint.safetensors", "sample_2.png", "reconstruction_2.png");
        Assert.Equal(Losses("whole"), Losses("run"));
    }

    [Fact]
    public void A_run_goes_further_than_it_was_meant_to_go()
    {
        Train(folder["whole"], ShortRun.Options with { Epochs = 3 });
        Train(folder["run"], ShortRun.Options);

        using (var run = TrainingRun.Resume(folder["run"], options => options with { Epochs = 3 }))
            run.Train();

        AssertSame("whole", "run", "model.bin", "sample_3.png", "config.json");
        Assert.Equal(Losses("whole"), Losses("run"));
    }

    [Fact]
    public void A_run_that_was_cut_off_between_its_losses_and_its_state_has_each_epoch_once()
    {
        Train(folder["whole"], ShortRun.Options);
        Train(folder["run"], ShortRun.Options with { Epochs = 1 });
        File.Copy(folder["whole", "metrics.jsonl"], folder["run", "metrics.jsonl"], overwrite: true);

        using (var run = TrainingRun.Resume(folder["run"], options => options with { Epochs = 2 }))
            run.Train();

        Assert.Equal(Losses("whole"), Losses("run"));
    }

    [Fact]
    public void A_finished_run_that_goes_on_is_exported_again()
    {
        Train(folder["run"], ShortRun.Options);
        Directory.Delete(folder["run", "onnx"], recursive: true);

        using (var run = TrainingRun.Resume(folder["run"]))
            run.Train();

        Assert.True(File.Exists(folder["run", "onnx", "decoder.onnx"]));
    }

    [Fact]
    public void A_run_goes_on_with_its_own_options_alone()
    {
        Train(folder["run"], ShortRun.Options);

        Refusal.Of(
            ErrorKind.Usage,
            () => TrainingRun.Resume(folder["run"], options => options with { Latent = 5, LearningRate = 0.1 }),
            "latent is 4, not 5",
            "learning_rate is 0.001, not 0.1");
    }

    [Fact]
    public void Data_that_are_no_pictures_have_none()
    {
        NpyArray.Of(new float[40 * 6], 40, 6).Write(folder["data.npy"]);

        Train(folder["run"], ShortRun.Options with { Data = folder["data.npy"], TrainCount = null, TestCount = null, Epochs = 1 });

        Assert.Equal(["loss.png"], Directory.EnumerateFiles(folder["run"], "*.png").Select(Path.GetFileName));
    }

    [Fact]
    public void A_loss_that_is_no_number_leaves_the_last_state()
    {
        using var run = TrainingRun.Begin(folder["run"], ShortRun.Options with { LearningRate = 1e30 });
        var before = File.ReadAllBytes(folder["run", "checkpoint.safetensors"]);

        Assert.Throws<NonFiniteLossException>(() => run.Train());

        Assert.Equal(before, File.ReadAllBytes(folder["run", "checkpoint.safetensors"]));
    }

    [Fact]
    public void A_run_is_not_written_over()
    {
        Train(folder["run"], ShortRun.Options with { Epochs = 1 });

        Refusal.Of(ErrorKind.Usage, () => TrainingRun.Begin(folder["run"], ShortRun.Options), "holds a run already", "--resume");
    }

    [Fact]
    public void A_folder_that_holds_something_is_not_written_into()
    {
        folder.Write("notes.txt", "mine");

        Refusal.Of(ErrorKind.Usage, () => TrainingRun.Begin(folder.Path, ShortRun.Options), "something is there already");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named()
    {
        folder.Write("file", "no folder");

        Refusal.Of(ErrorKind.Output, () => TrainingRun.Begin(folder["file", "run"], ShortRun.Options), "the folder cannot be made");
    }

    [Fact]
    public void A_folder_without_a_run_does_not_go_on() =>
        Refusal.Of(ErrorKind.Input, () => TrainingRun.Resume(folder.Path), "holds no run to go on with");

    [Fact]
    public void A_line_of_losses_that_is_damaged_is_named()
    {
        Train(folder["run"], ShortRun.Options);
        File.AppendAllText(folder["run", "metrics.jsonl"], "{\"epoch\":\n");

        Refusal.Of(ErrorKind.Input, () => TrainingRun.Resume(folder["run"]), "metrics.jsonl: line 3");
    }

    [Fact]
    public void A_state_that_is_cut_off_is_refused()
    {
        Train(folder["run"], ShortRun.Options with { Epochs = 1 });
        var state = File.ReadAllBytes(folder["run", "checkpoint.safetensors"]);
        File.WriteAllBytes(folder["run", "checkpoint.safetensors"], state[..(state.Length / 2)]);

        Refusal.Of(ErrorKind.Input, () => TrainingRun.Resume(folder["run"]), "checkpoint.safetensors");
    }

    private static void Train(string path, TrainingOptions options)
    {
        using var run = TrainingRun.Begin(path, options);
        run.Train();
    }

    /// <summary>Cancels after so many of the ten steps of a run.</summary>
    private static void Interrupt(string path, TrainingOptions options, int steps)
    {
        using var run = TrainingRun.Begin(path, options);
        using var cancellation = new CancellationTokenSource();
        if (steps == 0) cancellation.Cancel();
        run.Trainer.Stepped += progress =>
        {
            if (((progress.Epoch - 1) * progress.Steps) + progress.Step == steps) cancellation.Cancel();
        };
        Assert.ThrowsAny<OperationCanceledException>(() => run.Train(cancellation: cancellation.Token));
    }

    private void AssertSame(string one, string other, params string[] files) =>
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(folder[one, file]), File.ReadAllBytes(folder[other, file])));

    private IEnumerable<EpochMetrics> Losses(string run) =>
        MetricsFile.Read(folder[run, "metrics.jsonl"]).Select(epoch => epoch with { Seconds = 0, Time = 0 });

    private static byte Grey(float value) => (byte)((value * 255) + 0.5f);
}
