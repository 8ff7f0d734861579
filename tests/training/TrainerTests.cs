using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training;

namespace VaeOnnx.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(StepKind.Auto)]
    [InlineData(StepKind.Autograd)]
    public void The_same_seed_gives_the_same_weights_to_the_bit(StepKind kind)
    {
        var options = SmallRun.Options with { Step = kind };
        using var first = SmallRun.Trainer(options);
        using var second = SmallRun.Trainer(options);

        Assert.Equal(first.RunEpoch().Train, second.RunEpoch().Train);
        Assert.Equal(first.Weights(), second.Weights());
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_on_two_threads()
    {
        var options = SmallRun.Options with { Threads = 2, TrainCount = 200 };
        using var first = SmallRun.Trainer(options);
        using var second = SmallRun.Trainer(options);
        first.RunEpoch();
        second.RunEpoch();

        Assert.Equal(first.Weights(), second.Weights());
    }

    [Fact]
    public void Another_seed_gives_another_run()
    {
        using var first = SmallRun.Trainer();
        using var second = SmallRun.Trainer(SmallRun.Options with { Seed = 2 });
        Assert.NotEqual(first.Weights(), second.Weights());
    }

    [Fact]
    public void The_fast_step_and_autograd_walk_the_same_curve()
    {
        using var fast = SmallRun.Trainer();
        using var autograd = SmallRun.Trainer(SmallRun.Options with { Step = StepKind.Autograd });

        var (expected, epoch) = (autograd.RunEpoch(), fast.RunEpoch());

        Assert.Equal(expected.Train.Loss, epoch.Train.Loss, 1e-3);
        Assert.Equal(expected.Test.Loss, epoch.Test.Loss, 0.1);
    }

    [Fact]
    public void A_run_that_goes_on_from_its_state_comes_to_the_same_weights_to_the_bit()
    {
        using var whole = SmallRun.Trainer();
        whole.RunEpoch();
        var expected = whole.RunEpoch();

        using (var half = SmallRun.Trainer())
        {
            half.RunEpoch();
            half.Save(folder["state"]);
        }

        using var rest = SmallRun.Trainer(state: TrainingState.Read(folder["state"]));
        Assert.Equal(1, rest.Epoch);
        var epoch = rest.RunEpoch();

        Assert.Equal(expected.Train, epoch.Train);
        Assert.Equal(expected.Test, epoch.Test);
        Assert.Equal(expected.Pictures.Samples, epoch.Pictures.Samples);
        Assert.Equal(whole.Weights(), rest.Weights());
    }

    [Fact]
    public void A_run_that_is_interrupted_inside_an_epoch_goes_on_from_the_very_batch()
    {
        using var whole = SmallRun.Trainer();
        var expected = whole.RunEpoch();

        using (var cancellation = new CancellationTokenSource())
        using (var half = SmallRun.Trainer())
        {
            half.Stepped += progress =>
            {
                if (progress.Step == 7) cancellation.Cancel();
            };
            Assert.Throws<OperationCanceledException>(() => half.RunEpoch(cancellation.Token));
            Assert.Equal((0, 7), (half.Epoch, half.Batch));
            half.Save(folder["state"]);
        }

        var state = TrainingState.Read(folder["state"]);
        Assert.Equal(SmallRun.Options.Hidden, state.Options.Hidden);
        using var rest = SmallRun.Trainer(state.Options, state);
        var epoch = rest.RunEpoch();

        Assert.Equal(expected.Train, epoch.Train);
        Assert.Equal(whole.Weights(), rest.Weights());
    }

    public static TheoryData<TrainingOptions> OtherOptions => new()
    {
        SmallRun.Options with { Optimizer = OptimizerKind.Adagrad, Schedule = Schedule.Exponential },
        SmallRun.Options with { Optimizer = OptimizerKind.AdamW, WeightDecay = 0.01, Schedule = Schedule.Cosine, ClipNorm = 50, Reduction = BatchReduction.Mean },
        SmallRun.Options with { WarmUpEpochs = 2, FreeBits = 0.1 },
    };

    [Theory]
    [MemberData(nameof(OtherOptions))]
    public void A_run_with_any_optimiser_schedule_and_objective_goes_on_to_the_same_weights(TrainingOptions options)
    {
        options = options with { TrainCount = 500, Batch = 50 };
        using var whole = SmallRun.Trainer(options);
        whole.RunEpoch();
        whole.RunEpoch();

        using (var cancellation = new CancellationTokenSource())
        using (var half = SmallRun.Trainer(options))
        {
            half.Stepped += progress =>
            {
                if (progress is { Epoch: 2, Step: 3 }) cancellation.Cancel();
            };
            half.RunEpoch();
            Assert.Throws<OperationCanceledException>(() => half.RunEpoch(cancellation.Token));
            half.Save(folder["state"]);
        }

        var state = TrainingState.Read(folder["state"]);
        using var rest = SmallRun.Trainer(state.Options, state);
        rest.RunEpoch();
        Assert.Equal(whole.Weights(), rest.Weights());
    }

    [Fact]
    public void While_it_warms_up_a_run_diverges_further_from_the_prior()
    {
        using var plain = SmallRun.Trainer();
        using var warming = SmallRun.Trainer(SmallRun.Options with { WarmUpEpochs = 10 });
        double divergence = plain.RunEpoch().Test.Divergence;
        Assert.InRange(warming.RunEpoch().Test.Divergence, double.BitIncrement(divergence), double.MaxValue);
    }

    [Fact]
    public void Free_bits_keep_a_divergence_that_a_large_beta_would_take()
    {
        using var plain = SmallRun.Trainer(SmallRun.Options with { Beta = 50 });
        using var free = SmallRun.Trainer(SmallRun.Options with { Beta = 50, FreeBits = 1 });
        plain.RunEpoch();
        free.RunEpoch();
        double divergence = plain.RunEpoch().Test.Divergence;
        Assert.InRange(free.RunEpoch().Test.Divergence, double.BitIncrement(divergence), double.MaxValue);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_and_says_where()
    {
        using var trainer = SmallRun.Trainer(SmallRun.Options with { LearningRate = 1e30 });

        var error = Assert.Throws<NonFiniteLossException>(() => trainer.RunEpoch());

        Assert.Equal(ErrorKind.Numbers, error.Kind);
        Assert.Equal((1, 2, 2L), (error.Epoch, error.Batch, error.Step));
        Assert.False(double.IsFinite(error.LargestActivation));
        Assert.Contains("epoch 1, batch 2 (step 2): the loss is ", error.Message, StringComparison.Ordinal);
        Assert.Contains("the largest activation is ", error.Message, StringComparison.Ordinal);
        Assert.Contains("in fc21", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_fails_on_the_test_set_alone_stops_before_its_state_is_kept()
    {
        // One batch, so that the weights of its step are first used by the test.
        using var trainer = SmallRun.Trainer(SmallRun.Options with { LearningRate = 1e30, Batch = 2000 });
        Assert.Contains("the test set", Assert.Throws<NonFiniteLossException>(() => trainer.RunEpoch()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_batch_of_an_epoch_may_be_smaller_or_left_out()
    {
        using var all = SmallRun.Trainer();
        using var whole = SmallRun.Trainer(SmallRun.Options with { DropLast = true });
        Assert.Equal((16, 15), (all.StepsPerEpoch, whole.StepsPerEpoch));

        int steps = 0;
        whole.Stepped += _ => steps++;
        whole.RunEpoch();
        Assert.Equal(15, steps);
    }

    [Theory]
    [InlineData(ElboEstimator.Analytic, 3)]
    [InlineData(ElboEstimator.Sampled, 1)]
    public void Other_objectives_train_by_autograd(ElboEstimator estimator, int samples)
    {
        using var trainer = SmallRun.Trainer(SmallRun.Options with { Estimator = estimator, Samples = samples });
        double first = trainer.RunEpoch().Test.Loss;
        Assert.True(trainer.RunEpoch().Test.Loss < first);
    }

    [Fact]
    public void An_epoch_comes_with_pictures_in_the_range_of_greys()
    {
        using var trainer = SmallRun.Trainer();

        var pictures = trainer.RunEpoch().Pictures;

        Assert.Equal([28, 28], pictures.Shape);
        Assert.Equal(SmallRun.Data.Test.Rows(0, 8).ToArray(), pictures.Inputs);
        Assert.Equal(8 * 784, pictures.Reconstructions.Length);
        Assert.Equal(64 * 784, pictures.Samples.Length);
        Assert.All(pictures.Reconstructions.Concat(pictures.Samples), value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void A_state_of_another_model_is_refused()
    {
        using (var trainer = SmallRun.Trainer()) trainer.Save(folder["state"]);
        Refusal.Of(
            ErrorKind.Input, () => SmallRun.Trainer(SmallRun.Options with { Hidden = [65] }, TrainingState.Read(folder["state"])), "the state has", "parameters");
    }

    [Fact]
    public void A_model_is_no_state()
    {
        using (var trainer = SmallRun.Trainer()) trainer.WriteModel(folder.Path);
        Refusal.Of(ErrorKind.Input, () => TrainingState.Read(folder["model.safetensors"]), "model.safetensors: is no state of a training run");
    }

    [Fact]
    public void A_state_that_is_cut_off_is_refused()
    {
        using (var trainer = SmallRun.Trainer()) trainer.Save(folder["state"]);
        var bytes = File.ReadAllBytes(folder["state"]);
        folder.Write("half", bytes[..^1000]);
        Refusal.Of(ErrorKind.Input, () => TrainingState.Read(folder["half"]), "half");
    }

    [Fact]
    public void A_state_that_cannot_be_written_leaves_the_last_one()
    {
        using var trainer = SmallRun.Trainer();
        trainer.Save(folder["state"]);
        var before = File.ReadAllBytes(folder["state"]);
        Directory.CreateDirectory($"{folder["state"]}.{Environment.ProcessId}.tmp"); // Where the temporary file would be.

        Refusal.Of(ErrorKind.Output, () => trainer.Save(folder["state"]), "state: cannot be written");

        Assert.Equal(before, File.ReadAllBytes(folder["state"]));
    }

    [Theory]
    [InlineData("hidden")]
    [InlineData("latent")]
    [InlineData("beta")]
    [InlineData("samples")]
    [InlineData("batch")]
    [InlineData("learning_rate")]
    [InlineData("beta1")]
    [InlineData("beta2")]
    [InlineData("epsilon")]
    [InlineData("epochs")]
    [InlineData("threads")]
    [InlineData("train_count")]
    [InlineData("test_count")]
    [InlineData("channels")]
    [InlineData("init")]
    [InlineData("variance")]
    [InlineData("variance is of a gaussian")]
    [InlineData("sigmoid_mean")]
    [InlineData("warm_up_epochs")]
    [InlineData("free_bits")]
    [InlineData("free_bits needs the estimator")]
    [InlineData("schedule_factor")]
    [InlineData("schedule_epochs")]
    [InlineData("clip_norm")]
    [InlineData("weight_decay")]
    [InlineData("validation")]
    [InlineData("patience")]
    [InlineData("patience waits for the loss on a validation set")]
    [InlineData("binarization is for a bernoulli likelihood")]
    [InlineData("preset")]
    public void An_option_that_no_run_can_be_made_of_is_named(string option)
    {
        var valid = SmallRun.Options;
        var options = option switch
        {
            "hidden" => valid with { Hidden = [0] },
            "latent" => valid with { Latent = 0 },
            "beta" => valid with { Beta = -1 },
            "samples" => valid with { Samples = 0 },
            "batch" => valid with { Batch = 0 },
            "learning_rate" => valid with { LearningRate = double.NaN },
            "beta1" => valid with { Beta1 = 1 },
            "beta2" => valid with { Beta2 = -0.1 },
            "epsilon" => valid with { Epsilon = 0 },
            "epochs" => valid with { Epochs = 0 },
            "threads" => valid with { Threads = -1 },
            "train_count" => valid with { TrainCount = 0 },
            "channels" => valid with { Channels = [0] },
            "init" => valid with { Channels = [4], Init = WeightInit.LecunNormal },
            "variance" => valid with { Likelihood = LikelihoodKind.Gaussian, Variance = 0 },
            "variance is of a gaussian" => valid with { Variance = 1 },
            "sigmoid_mean" => valid with { SigmoidMean = true },
            "warm_up_epochs" => valid with { WarmUpEpochs = -1 },
            "free_bits" => valid with { FreeBits = -1 },
            "free_bits needs the estimator" => valid with { FreeBits = 1, Estimator = ElboEstimator.Sampled },
            "schedule_factor" => valid with { ScheduleFactor = 0 },
            "schedule_epochs" => valid with { ScheduleEpochs = 0 },
            "clip_norm" => valid with { ClipNorm = 0 },
            "weight_decay" => valid with { WeightDecay = -1 },
            "test_count" => valid with { TestCount = 0 },
            "validation" => valid with { Validation = 0 },
            "patience" => valid with { Validation = 5, Patience = 0 },
            "patience waits for the loss on a validation set" => valid with { Patience = 1 },
            "binarization is for a bernoulli likelihood" => valid with { Likelihood = LikelihoodKind.Gaussian, Binarization = Binarization.Static },
            _ => valid with { Preset = "torch" },
        };
        Refusal.Of(ErrorKind.Usage, () => SmallRun.Trainer(options), option);
    }
}
