using VaeOnnx.Data;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Training.Runs;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Training;
using VaeOnnx.Training.Data;
using VaeOnnx.Training.Runs;

namespace VaeOnnx.Tests.Training.Data;

public sealed class DynamicBinarizationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pixels_are_zero_and_one_with_the_mean_of_the_greys()
    {
        float[] greys = [.. Enumerable.Range(0, 100_000).Select(i => i % 5 / 4f)], drawn = new float[greys.Length];

        DynamicBinarization.Draw(greys, seed: 0, epoch: 1, row: 0, drawn);

        for (int level = 0; level < 5; level++)
        {
            float[] pixels = [.. drawn.Where((_, i) => i % 5 == level)];
            Assert.All(pixels, pixel => Assert.True(pixel is 0 or 1));
            // Black and white are certain; between them, five standard deviations of 20,000 draws.
            Assert.Equal(level / 4f, pixels.Average(), level is 0 or 4 ? 0 : 0.018f);
        }
    }

    [Fact]
    public void Each_epoch_each_datum_and_each_seed_has_its_own_draws()
    {
        var first = Draw(seed: 0, epoch: 1, row: 5);
        Assert.Equal(first, Draw(seed: 0, epoch: 1, row: 5));
        Assert.NotEqual(first, Draw(seed: 0, epoch: 2, row: 5));
        Assert.NotEqual(first, Draw(seed: 0, epoch: 1, row: 6));
        Assert.NotEqual(first, Draw(seed: 1, epoch: 1, row: 5));

        static float[] Draw(long seed, int epoch, int row)
        {
            var drawn = new float[784];
            DynamicBinarization.Draw(Enumerable.Repeat(0.5f, 784).ToArray(), seed, epoch, row, drawn);
            return drawn;
        }
    }

    [SkippableFact]
    public void The_draws_are_those_of_jax_random_bernoulli()
    {
        float[] greys = [.. Enumerable.Range(0, 784).Select(i => i / 783f)], drawn = new float[784];
        NpyArray.Of(greys, 784).Write(folder["greys.npy"]);
        Python.Run(
            """
            import sys, numpy, jax
            greys = numpy.load(sys.argv[1] + "/greys.npy")
            key = jax.random.fold_in(jax.random.fold_in(jax.random.key(7), 3), 41)
            numpy.save(sys.argv[1] + "/drawn.npy", numpy.asarray(jax.random.bernoulli(key, greys), dtype="float32"))
            """,
            folder.Path);

        DynamicBinarization.Draw(greys, seed: 7, epoch: 3, row: 41, drawn);

        Assert.Equal(NpyArray.Read(folder["drawn.npy"]).AsSingles(), drawn);
    }

    [Fact]
    public void Only_what_is_trained_on_is_drawn_anew()
    {
        var options = SmallRun.Options with { TrainCount = 60, TestCount = 20, Validation = 20 };
        TrainingData greys = TrainingData.Load(options), still = TrainingData.Load(options with { Binarization = Binarization.Static }),
            moving = TrainingData.Load(options with { Binarization = Binarization.Dynamic });

        Assert.Equal(greys.Train.Rows(0, 40).ToArray(), moving.Train.Rows(0, 40).ToArray());
        Assert.Equal(still.Test.Rows(0, 20).ToArray(), moving.Test.Rows(0, 20).ToArray());
        Assert.Equal(still.Validation!.Rows(0, 20).ToArray(), moving.Validation!.Rows(0, 20).ToArray());
    }

    [Fact]
    public void A_run_learns_from_them_and_its_model_says_that_it_takes_zeros_and_ones()
    {
        using var run = TrainingRun.Begin(folder["run"], ShortRun.Options with { Binarization = Binarization.Dynamic });

        run.Train();

        Assert.True(run.Metrics[1].Test < run.Metrics[0].Test);
        using var vae = Vae.Load(folder["run", "onnx"]);
        Assert.Equal("binary", vae.Metadata!.InputRange);
    }

    [Fact]
    public void An_interrupted_run_draws_on_where_it_stopped()
    {
        var options = ShortRun.Options with { Binarization = Binarization.Dynamic };
        using (var run = TrainingRun.Begin(folder["whole"], options))
            run.Train();

        using (var run = TrainingRun.Begin(folder["run"], options))
        {
            using var cancellation = new CancellationTokenSource();
            run.Trainer.Stepped += progress =>
            {
                if (progress is { Epoch: 2, Step: 2 }) cancellation.Cancel();
            };
            Assert.ThrowsAny<OperationCanceledException>(() => run.Train(cancellation: cancellation.Token));
        }

        using (var run = TrainingRun.Resume(folder["run"]))
            run.Train();

        Assert.Equal(File.ReadAllBytes(folder["whole", "model.bin"]), File.ReadAllBytes(folder["run", "model.bin"]));
    }
}
