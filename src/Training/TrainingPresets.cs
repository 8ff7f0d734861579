using VaeOnnx.Inference;

namespace VaeOnnx.Training;

/// <summary>The settings of published programs.</summary>
public static class TrainingPresets
{
    /// <summary>pytorch/examples, <c>vae/main.py</c>.</summary>
    public const string PyTorchExample = "pytorch-example";

    /// <summary>google/flax, <c>examples/vae</c>.</summary>
    public const string FlaxExample = "flax-example";

    /// <summary>The names of all presets.</summary>
    public static IReadOnlyList<string> Names => [PyTorchExample, FlaxExample];

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
        _ => throw new VaeOnnxException(ErrorKind.Usage, $"preset: there is no \"{name}\"; it can be {string.Join(", ", Names)}."),
    };
}
