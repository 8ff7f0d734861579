using VaeOnnx.Inference;

namespace VaeOnnx.Training;

/// <summary>The settings of published programs.</summary>
public static class TrainingPresets
{
    /// <summary>pytorch/examples, <c>vae/main.py</c>.</summary>
    public const string PyTorchExample = "pytorch-example";

    /// <summary>google/flax, <c>examples/vae</c>.</summary>
    public const string FlaxExample = "flax-example";

    /// <summary>Kingma and Welling, Auto-Encoding Variational Bayes, section 5: MNIST. Their latent sizes are 3, 5, 10, 20 and 200.</summary>
    public const string AevbMnist = "aevb-mnist";

    /// <summary>The same for the Frey faces, which are not here. Their latent sizes are 2, 5, 10 and 20.</summary>
    public const string AevbFreyFace = "aevb-freyface";

    /// <summary>
    /// The conditional model of Doersch, Tutorial on Variational Autoencoders, section 3, for the labels of MNIST; he gives no sizes, and
    /// these are those of pytorch/examples.
    /// </summary>
    public const string CvaeMnist = "cvae-mnist";

    /// <summary>A convolutional model for MNIST, of this project.</summary>
    public const string ConvMnist = "conv-mnist";

    /// <summary>The same, conditional on the label.</summary>
    public const string CvaeConvMnist = "cvae-conv-mnist";

    /// <summary>The names of all presets.</summary>
    public static IReadOnlyList<string> Names => [PyTorchExample, FlaxExample, AevbMnist, AevbFreyFace, CvaeMnist, ConvMnist, CvaeConvMnist];

    /// <summary>The settings of a preset.</summary>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: there is none of that name.</exception>
    public static TrainingOptions Of(string name) => name switch
    {
        PyTorchExample => new(),
        FlaxExample => new()
        {
            Preset = FlaxExample,
            Hidden = [500],
            Init = WeightInit.LecunNormal,
            Reduction = BatchReduction.Mean,
            Binarization = Binarization.Static,
            DropLast = true,
            Epochs = 30,
            Seed = 0,
        },
        AevbMnist => Aevb(AevbMnist, hidden: 500, count: 60000),
        AevbFreyFace => Aevb(AevbFreyFace, hidden: 200, count: 1965) with
        {
            Likelihood = LikelihoodKind.Gaussian,
            SigmoidMean = true,
            // Faces are bright everywhere: larger first steps of Adagrad saturate the encoder's units, all alike.
            LearningRate = 0.01,
        },
        CvaeMnist => new() { Preset = CvaeMnist, Conditional = true },
        ConvMnist => new() { Preset = ConvMnist, Channels = [32, 64], Hidden = [256] },
        CvaeConvMnist => Of(ConvMnist) with { Preset = CvaeConvMnist, Conditional = true },
        _ => throw new VaeOnnxException(ErrorKind.Usage, $"preset: there is no \"{name}\"; it can be {string.Join(", ", Names)}."),
    };

    /// <summary>The decay is the prior N(0, I) of the parameters, beside the mean of <paramref name="count"/> losses.</summary>
    private static TrainingOptions Aevb(string name, int hidden, int count) => new()
    {
        Preset = name,
        Hidden = [hidden],
        Latent = 10,
        Activation = HiddenActivation.Tanh,
        Init = WeightInit.Normal,
        Reduction = BatchReduction.Mean,
        Batch = 100,
        Optimizer = OptimizerKind.Adagrad,
        LearningRate = 0.02, // They chose from 0.01, 0.02 and 0.1.
        Epsilon = 1e-10,
        WeightDecay = 1.0 / count,
        Epochs = 50,
    };
}
