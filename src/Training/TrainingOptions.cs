using System.Text.Json.Serialization;
using VaeOnnx.Inference;
using VaeOnnx.Pictures;

namespace VaeOnnx.Training;

/// <summary>
/// Everything that decides a run: the model, the objective, the data and the draws. The defaults are the preset
/// <c>pytorch-example</c>. As JSON (<see cref="TrainingConfig"/>) it is the <c>config.json</c> of a run.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>
    /// The published program whose settings these began as. Where it has key names of its own and the model still has its shape (one
    /// hidden layer, relu, Bernoulli, no labels), they are written; every other model is written as the family <c>mlp</c>.
    /// </summary>
    public string Preset { get; init; } = TrainingPresets.PyTorchExample;

    /// <summary>
    /// A folder of PNG and JPEG files, or of such folders, one a class, perhaps in <c>train/</c> and <c>test/</c>; one with the files of MNIST
    /// under their own names (plain or .gz), or with <c>train.npy</c> and <c>test.npy</c>; or one idx, .npy or .npz file.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>
    /// The test set where <see cref="Data"/> has none of its own; without it the last tenth of a file is held out, and every tenth picture
    /// of a folder.
    /// </summary>
    public string? TestData { get; init; }

    /// <summary>What pictures of a folder are cut to: made as small as they can be to cover it, and cut evenly. Null: all are as the first.</summary>
    public PictureSize? Resize { get; init; }

    /// <summary>What pictures of a folder become. Null: all are as the first.</summary>
    public PictureColor? Color { get; init; }

    /// <summary>How many data to train on, the first ones; null for all.</summary>
    public int? TrainCount { get; init; }

    /// <summary>How many data to test on, the first ones; null for all.</summary>
    public int? TestCount { get; init; }

    /// <summary>
    /// How many of the training data are set aside to validate on after each epoch, chosen at random by <see cref="ValidationSeed"/>; the
    /// weights of the epoch of the least loss on them are exported. Null: none, and the last weights are.
    /// </summary>
    public int? Validation { get; init; }

    /// <summary>Seed of the choice of the validation data, <c>torch.randperm</c>'s first ones, and of the draws that they are encoded with.</summary>
    public long ValidationSeed { get; init; }

    /// <summary>What is made of greys before training.</summary>
    public Binarization Binarization { get; init; }

    /// <summary>Seed of <see cref="Binarization"/>: the training set takes it, the test set the next one, and the validation set the one after.</summary>
    public long BinarizationSeed { get; init; }

    /// <summary>
    /// Channels of the encoder's convolutions, each of which halves the picture and has a batch norm; the decoder has them in reverse.
    /// Empty: linear layers alone.
    /// </summary>
    public IReadOnlyList<int> Channels { get; init; } = [];

    /// <summary>Widths of the encoder's hidden layers, first to last; the decoder has them in reverse.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [400];

    /// <summary>Number of latent dimensions.</summary>
    public int Latent { get; init; } = 20;

    /// <summary>The function after each hidden layer.</summary>
    public HiddenActivation Activation { get; init; }

    /// <summary>How the weights begin.</summary>
    public WeightInit Init { get; init; }

    /// <summary>The encoder and the decoder are given the label of each datum.</summary>
    public bool Conditional { get; init; }

    /// <summary>p(x|z) of the decoder.</summary>
    public LikelihoodKind Likelihood { get; init; }

    /// <summary>The means of a Gaussian decoder pass a sigmoid.</summary>
    public bool SigmoidMean { get; init; }

    /// <summary>The variance of a Gaussian decoder; null where it is learned.</summary>
    public double? Variance { get; init; }

    /// <summary>The factor of the divergence from the prior; 1 is the ELBO.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>How the ELBO is estimated.</summary>
    public ElboEstimator Estimator { get; init; }

    /// <summary>Draws of the posterior for each datum and step: L of Kingma and Welling.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Epochs in which the divergence's factor grows from 0 to beta, a little with each step. Losses are reported with all of beta.</summary>
    public int WarmUpEpochs { get; init; }

    /// <summary>Nats of divergence that each latent dimension has free. Losses are reported without.</summary>
    public double FreeBits { get; init; }

    /// <summary>Whether a step descends the sum or the mean of the batch's losses.</summary>
    public BatchReduction Reduction { get; init; }

    /// <summary>Data in a step.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Leave out the last batch of an epoch where it is smaller than the others.</summary>
    public bool DropLast { get; init; }

    /// <summary>What takes the steps.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>The size of the first step.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the step size goes on, epoch by epoch.</summary>
    public Schedule Schedule { get; init; }

    /// <summary>What the step size is multiplied by: each epoch, or every <see cref="ScheduleEpochs"/>.</summary>
    public double ScheduleFactor { get; init; } = 0.1;

    /// <summary>The epochs between two changes of a schedule in steps.</summary>
    public int ScheduleEpochs { get; init; } = 30;

    /// <summary>The greatest norm of all gradients together; larger ones are scaled down to it. Null: as they are.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The decay of all parameters: a term ½ decay p² of the loss, or with AdamW a share that each step takes by itself.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Adam's decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam's decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>What Adam and Adagrad add to the root of the squares.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Passes over the training set.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Epochs to wait for a smaller loss on the validation set before the run stops, those of the warm-up not counted; null: it does not stop.</summary>
    public int? Patience { get; init; }

    /// <summary>Seed of the weights, the order of the data, and eps, as <c>torch.manual_seed</c> takes it.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads of libtorch; 0 for one a processor. Another number rounds differently.</summary>
    public int Threads { get; init; }

    /// <summary>What computes the gradients.</summary>
    public StepKind Step { get; init; }

    /// <summary>The family that the checkpoint is written as.</summary>
    public string Family => Channels.Count > 0 ? "conv" : Preset is TrainingPresets.PyTorchExample or TrainingPresets.FlaxExample
        && Hidden.Count == 1 && Activation == HiddenActivation.Relu && !Conditional && Likelihood == LikelihoodKind.Bernoulli ? Preset : "mlp";

    /// <summary>Refuses what no run can be made of.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: names the option, and what it can be.</exception>
    public void Validate()
    {
        TrainingPresets.Of(Preset);
        Require(Hidden.Count <= 32 && Hidden.All(width => width is >= 1 and <= 1 << 16), "hidden", "is at most 32 widths from 1 to 65536");
        Require(Channels.Count <= 8 && Channels.All(count => count is >= 1 and <= 4096), "channels", "is at most 8 numbers of channels from 1 to 4096");
        Require(Channels.Count == 0 || Init != WeightInit.LecunNormal, "init", "of convolutions is torch_linear or normal");
        Require(Latent is >= 1 and <= 1 << 16, "latent", "is a number of dimensions from 1 to 65536");
        Require(double.IsFinite(Beta) && Beta >= 0, "beta", "is a factor of at least 0");
        Require(Samples is >= 1 and <= 4096, "samples", "is a number of draws from 1 to 4096");
        Require(Variance is null or (> 0 and < double.PositiveInfinity), "variance", "is a number above 0");
        Require(Likelihood == LikelihoodKind.Gaussian || Variance is null, "variance", "is of a gaussian likelihood");
        Require(Likelihood == LikelihoodKind.Gaussian || !SigmoidMean, "sigmoid_mean", "is of a gaussian likelihood: a bernoulli one has its sigmoid");
        Require(WarmUpEpochs >= 0, "warm_up_epochs", "is a number of epochs, or 0");
        Require(WarmUpEpochs == 0 || Beta > 0, "warm_up_epochs", "grow to beta, which is 0");
        Require(FreeBits == 0 || Beta > 0, "free_bits", "are of the divergence, whose factor beta is 0");
        Require(double.IsFinite(FreeBits) && FreeBits >= 0, "free_bits", "is a number of nats of at least 0");
        Require(FreeBits == 0 || Estimator == ElboEstimator.Analytic, "free_bits", "needs the estimator analytic");
        Require(double.IsFinite(ScheduleFactor) && ScheduleFactor > 0, "schedule_factor", "is a factor above 0");
        Require(ScheduleEpochs >= 1, "schedule_epochs", "is a number of epochs of at least 1");
        Require(ClipNorm is null or (> 0 and < double.PositiveInfinity), "clip_norm", "is a norm above 0");
        Require(double.IsFinite(WeightDecay) && WeightDecay >= 0, "weight_decay", "is a factor of at least 0");
        Require(Batch is >= 1 and <= 1 << 20, "batch", "is a number of data from 1 to 1048576");
        Require(double.IsFinite(LearningRate) && LearningRate > 0, "learning_rate", "is a step size above 0");
        Require(Beta1 is >= 0 and < 1, "beta1", "is a decay from 0 to below 1");
        Require(Beta2 is >= 0 and < 1, "beta2", "is a decay from 0 to below 1");
        Require(double.IsFinite(Epsilon) && Epsilon > 0, "epsilon", "is a number above 0");
        Require(Epochs >= 1, "epochs", "is a number of passes of at least 1");
        Require(Threads is >= 0 and <= 1024, "threads", "is a number of threads, or 0 for one a processor");
        Require(TrainCount is null or >= 1, "train_count", "is a number of data of at least 1");
        Require(TestCount is null or >= 1, "test_count", "is a number of data of at least 1");
        Require(Resize is null or { Width: >= 1 and <= 1 << 12, Height: >= 1 and <= 1 << 12 }, "resize", "is a width and a height from 1 to 4096");
        Require(Validation is null or >= 1, "validation", "is a number of data of at least 1");
        Require(Patience is null or >= 1, "patience", "is a number of epochs of at least 1");
        Require(Patience is null || Validation is not null, "patience", "waits for the loss on a validation set: give validation");
        Require(Binarization == Binarization.None || Likelihood == LikelihoodKind.Bernoulli, "binarization", "is for a bernoulli likelihood: a gaussian one has no density of zeros and ones");
    }

    private static void Require(bool holds, string option, string what)
    {
        if (!holds) throw new VaeOnnxException(ErrorKind.Usage, $"{option} {what}.");
    }
}

/// <summary>What pictures of a folder become.</summary>
public enum PictureColor
{
    /// <summary>One channel, of colours their luma (ITU-R BT.601).</summary>
    Grey,

    /// <summary>Red, green and blue.</summary>
    Rgb,
}

/// <summary>What is made of greys before training.</summary>
public enum Binarization
{
    /// <summary>Greys as they are.</summary>
    None,

    /// <summary>x ~ Bernoulli(grey), drawn once.</summary>
    Static,

    /// <summary>x ~ Bernoulli(grey), drawn anew in each epoch for the training set, and once for the data that losses are compared on.</summary>
    Dynamic,
}

/// <summary>The functions after hidden layers, by PyTorch's names.</summary>
public enum HiddenActivation
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>x · sigmoid(x).</summary>
    Silu,

    /// <summary>x · Φ(x), with the exact normal distribution function.</summary>
    Gelu,
}

/// <summary>How the weights of a linear layer begin.</summary>
public enum WeightInit
{
    /// <summary>As <c>torch.nn.Linear</c>: weights and biases uniform in ±1/√in.</summary>
    TorchLinear,

    /// <summary>As <c>flax.linen.Dense</c>: weights normal of variance 1/in, cut at two standard deviations; biases zero.</summary>
    LecunNormal,

    /// <summary>Weights and biases normal of variance 0.01, as in Kingma and Welling.</summary>
    Normal,
}

/// <summary>p(x|z): Kingma and Welling, appendix C.</summary>
public enum LikelihoodKind
{
    /// <summary>Each number is a probability of 1.</summary>
    Bernoulli,

    /// <summary>Each number is normal, about a mean of its own.</summary>
    Gaussian,
}

/// <summary>What takes the steps, by PyTorch's formulas.</summary>
public enum OptimizerKind
{
    /// <summary>Kingma and Ba 2015.</summary>
    Adam,

    /// <summary>Adam with a decay that is no part of the gradient.</summary>
    [JsonStringEnumMemberName("adamw")]
    AdamW,

    /// <summary>Duchi et al. 2011.</summary>
    Adagrad,
}

/// <summary>How the step size goes on from epoch to epoch.</summary>
public enum Schedule
{
    /// <summary>As it began.</summary>
    Constant,

    /// <summary>Times <see cref="TrainingOptions.ScheduleFactor"/> every <see cref="TrainingOptions.ScheduleEpochs"/> epochs.</summary>
    Step,

    /// <summary>Times <see cref="TrainingOptions.ScheduleFactor"/> each epoch.</summary>
    Exponential,

    /// <summary>Half a cosine, down to nothing after the last epoch.</summary>
    Cosine,
}

/// <summary>The estimators of the ELBO in Kingma and Welling, section 2.3.</summary>
public enum ElboEstimator
{
    /// <summary>Estimator B: the divergence from the prior in closed form.</summary>
    Analytic,

    /// <summary>Estimator A: log p(x, z) − log q(z|x) at the draws.</summary>
    Sampled,
}

/// <summary>What of a batch's losses a step descends.</summary>
public enum BatchReduction
{
    /// <summary>Their sum, as pytorch/examples.</summary>
    Sum,

    /// <summary>Their mean, as google/flax.</summary>
    Mean,
}

/// <summary>What computes the gradients.</summary>
public enum StepKind
{
    /// <summary>The fast step where it covers the model and the objective, else autograd.</summary>
    Auto,

    /// <summary>TorchSharp's autograd.</summary>
    Autograd,
}
