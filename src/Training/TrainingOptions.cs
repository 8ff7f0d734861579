using VaeOnnx.Inference;

namespace VaeOnnx.Training;

/// <summary>
/// Everything that decides a run: the model, the objective, the data and the draws. The defaults are the preset
/// <c>pytorch-example</c>. As JSON (<see cref="TrainingConfig"/>) it is the <c>config.json</c> of a run.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>
    /// The published program whose settings these began as. Its key names are written where the model still has its shape (one hidden
    /// layer, relu); every other model is written as the family <c>mlp</c>.
    /// </summary>
    public string Preset { get; init; } = TrainingPresets.PyTorchExample;

    /// <summary>
    /// A folder with the files of MNIST under their own names (plain or .gz), or with <c>train.npy</c> and <c>test.npy</c>; or one idx or .npy file.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>The test set where <see cref="Data"/> is one file; without it the last tenth of the file is held out.</summary>
    public string? TestData { get; init; }

    /// <summary>How many data to train on, the first ones; null for all.</summary>
    public int? TrainCount { get; init; }

    /// <summary>How many data to test on, the first ones; null for all.</summary>
    public int? TestCount { get; init; }

    /// <summary>What is made of greys before training.</summary>
    public Binarization Binarization { get; init; }

    /// <summary>Seed of <see cref="Binarization"/>: the training set takes it, the test set the next one.</summary>
    public long BinarizationSeed { get; init; }

    /// <summary>Widths of the encoder's hidden layers, first to last; the decoder has them in reverse.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [400];

    /// <summary>Number of latent dimensions.</summary>
    public int Latent { get; init; } = 20;

    /// <summary>The function after each hidden layer.</summary>
    public HiddenActivation Activation { get; init; }

    /// <summary>How the weights begin.</summary>
    public WeightInit Init { get; init; }

    /// <summary>The factor of the divergence from the prior; 1 is the ELBO.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>How the ELBO is estimated.</summary>
    public ElboEstimator Estimator { get; init; }

    /// <summary>Draws of the posterior for each datum and step: L of Kingma and Welling.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Whether a step descends the sum or the mean of the batch's losses.</summary>
    public BatchReduction Reduction { get; init; }

    /// <summary>Data in a step.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Leave out the last batch of an epoch where it is smaller than the others.</summary>
    public bool DropLast { get; init; }

    /// <summary>Adam's step size.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Adam's decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam's decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>What Adam adds to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Passes over the training set.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Seed of the weights, the order of the data, and eps, as <c>torch.manual_seed</c> takes it.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads of libtorch; 0 for one a processor. Another number rounds differently.</summary>
    public int Threads { get; init; }

    /// <summary>What computes the gradients.</summary>
    public StepKind Step { get; init; }

    /// <summary>The family that the checkpoint is written as.</summary>
    public string Family => Hidden.Count == 1 && Activation == HiddenActivation.Relu ? Preset : "mlp";

    /// <summary>Refuses what no run can be made of.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: names the option, and what it can be.</exception>
    public void Validate()
    {
        TrainingPresets.Of(Preset);
        Require(Hidden.Count <= 32 && Hidden.All(width => width is >= 1 and <= 1 << 16), "hidden", "is at most 32 widths from 1 to 65536");
        Require(Latent is >= 1 and <= 1 << 16, "latent", "is a number of dimensions from 1 to 65536");
        Require(double.IsFinite(Beta) && Beta >= 0, "beta", "is a factor of at least 0");
        Require(Samples is >= 1 and <= 4096, "samples", "is a number of draws from 1 to 4096");
        Require(Batch is >= 1 and <= 1 << 20, "batch", "is a number of data from 1 to 1048576");
        Require(double.IsFinite(LearningRate) && LearningRate > 0, "learning_rate", "is a step size above 0");
        Require(Beta1 is >= 0 and < 1, "beta1", "is a decay from 0 to below 1");
        Require(Beta2 is >= 0 and < 1, "beta2", "is a decay from 0 to below 1");
        Require(double.IsFinite(Epsilon) && Epsilon > 0, "epsilon", "is a number above 0");
        Require(Epochs >= 1, "epochs", "is a number of passes of at least 1");
        Require(Threads is >= 0 and <= 1024, "threads", "is a number of threads, or 0 for one a processor");
        Require(TrainCount is null or >= 1, "train_count", "is a number of data of at least 1");
        Require(TestCount is null or >= 1, "test_count", "is a number of data of at least 1");
    }

    private static void Require(bool holds, string option, string what)
    {
        if (!holds) throw new VaeOnnxException(ErrorKind.Usage, $"{option} {what}.");
    }
}

/// <summary>What is made of greys before training.</summary>
public enum Binarization
{
    /// <summary>Greys as they are.</summary>
    None,

    /// <summary>x ~ Bernoulli(grey), drawn once.</summary>
    Static,
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
