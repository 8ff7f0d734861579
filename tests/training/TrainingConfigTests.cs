using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit;
using VaeOnnx.Tests.Unit.Inference;
using VaeOnnx.Training;

namespace VaeOnnx.Tests.Training;

public sealed class TrainingConfigTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_option_comes_back_from_its_JSON()
    {
        var options = new TrainingOptions
        {
            Preset = TrainingPresets.FlaxExample, Data = "x.npy", TestData = "y.npy", Resize = new(5, 6), Color = PictureColor.Rgb, TrainCount = 5, TestCount = 6, Validation = 7, ValidationSeed = 8, Patience = 9, Binarization = Binarization.Static, BinarizationSeed = 7,
            Hidden = [300, 200], Latent = 8, Activation = HiddenActivation.Gelu, Init = WeightInit.LecunNormal, Beta = 0.5,
            Estimator = ElboEstimator.Sampled, Samples = 9, Reduction = BatchReduction.Mean, Batch = 10, DropLast = true,
            LearningRate = 0.25, Beta1 = 0.1, Beta2 = 0.2, Epsilon = 1e-3, Epochs = 11, Channels = [3, 4], Conditional = true, Likelihood = LikelihoodKind.Gaussian, SigmoidMean = true,
            Variance = 0.75, WarmUpEpochs = 3, FreeBits = 0.5, Optimizer = OptimizerKind.AdamW, Schedule = Schedule.Step, ScheduleFactor = 0.3,
            ScheduleEpochs = 4, ClipNorm = 2, WeightDecay = 0.01, Seed = -12, Threads = 13, Step = StepKind.Autograd,
        };
        string json = TrainingConfig.ToJson(options);

        Assert.Equal(json, TrainingConfig.ToJson(TrainingConfig.Read(folder.Write("config.json", json))));
        Assert.All(typeof(TrainingOptions).GetProperties().Where(option => option.CanWrite), option =>
            Assert.NotEqual(option.GetValue(new TrainingOptions()), option.GetValue(options)));
    }

    [Fact]
    public void What_a_file_leaves_out_is_as_in_its_preset()
    {
        var options = TrainingConfig.Read(folder.Write("config.json", """{ "preset": "flax-example", "learning_rate": 0.01, "activation": "tanh" }"""));

        Assert.Equal(0.01, options.LearningRate);
        Assert.Equal(HiddenActivation.Tanh, options.Activation);
        Assert.Equal([500], options.Hidden);
        Assert.Equal(Binarization.Static, options.Binarization);
    }

    [Fact]
    public void What_a_file_without_a_preset_leaves_out_is_as_before() =>
        Assert.Equal(77, TrainingConfig.Parse("""{ "beta": 2 }""", "config.json", new() { Epochs = 77 }).Epochs);

    [Fact]
    public void The_keys_of_a_published_program_go_with_a_model_of_its_shape_alone()
    {
        var preset = TrainingPresets.Of(TrainingPresets.PyTorchExample);
        Assert.Equal("pytorch-example", (preset with { Hidden = [300] }).Family);
        Assert.Equal("mlp", (preset with { Hidden = [300, 200] }).Family);
        Assert.Equal("mlp", (preset with { Activation = HiddenActivation.Silu }).Family);
    }

    [Theory]
    [InlineData("""{ "learnig_rate": 1 }""", "there is no option \"learnig_rate\"", "learning_rate")]
    [InlineData("""{ "batch": "many" }""", "cannot be used", "batch")]
    [InlineData("""{ "activation": "elu" }""", "cannot be used", "activation")]
    [InlineData("""{ "activation": 3 }""", "cannot be used", "activation")]
    [InlineData("""{ "hidden": null }""", "cannot be used", "idden")]
    [InlineData("""{ "batch": 1, "batch": 2 }""", "cannot be used", "batch")]
    [InlineData("[]", "expected an object", "options")]
    [InlineData("{", "cannot be used", "config.json")]
    public void A_file_that_cannot_be_used_says_why(string json, params string[] words) =>
        Refusal.Of(ErrorKind.Input, () => TrainingConfig.Read(folder.Write("config.json", json)), ["config.json", .. words]);

    [Fact]
    public void A_preset_that_there_is_not_is_named_with_those_there_are() =>
        Refusal.Of(ErrorKind.Usage, () => TrainingConfig.Parse("""{ "preset": "keras" }""", "config.json"), "keras", "pytorch-example", "flax-example");

    [Fact]
    public void A_missing_file_is_named() => Refusal.Of(ErrorKind.Input, () => TrainingConfig.Read(folder["none.json"]), "none.json: does not exist");
}
