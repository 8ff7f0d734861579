namespace VaeOnnx.Export.Graphs;

/// <summary>An element-wise function between two layers.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Slope">The factor below zero; for <see cref="ActivationKind.LeakyRelu"/> alone.</param>
internal readonly record struct Activation(ActivationKind Kind, double Slope = 0)
{
    /// <summary>The activation as one reads it in a summary, e.g. <c>leaky_relu(0.2)</c>.</summary>
    public override string ToString() =>
        Kind == ActivationKind.LeakyRelu ? FormattableString.Invariant($"leaky_relu({Slope})") : Kind.FileName();
}

/// <summary>The activations that people train VAEs with. The names in files are those of PyTorch and JAX.</summary>
internal enum ActivationKind
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x above zero, slope · x below.</summary>
    LeakyRelu,

    /// <summary>x above zero, exp(x) - 1 below.</summary>
    Elu,

    /// <summary>ELU with the two constants of Klambauer et al. 2017.</summary>
    Selu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>log(1 + exp(x)).</summary>
    Softplus,

    /// <summary>x · sigmoid(x), also called swish.</summary>
    Silu,

    /// <summary>x · Φ(x) with the exact normal distribution function: PyTorch's default.</summary>
    Gelu,

    /// <summary>GELU by its tanh approximation: the default of jax.nn.gelu and flax.linen.gelu.</summary>
    GeluTanh,
}

/// <summary>The names of activations in architecture files.</summary>
internal static class ActivationNames
{
    private static readonly Dictionary<string, ActivationKind> Kinds = new()
    {
        ["relu"] = ActivationKind.Relu,
        ["leaky_relu"] = ActivationKind.LeakyRelu,
        ["elu"] = ActivationKind.Elu,
        ["selu"] = ActivationKind.Selu,
        ["tanh"] = ActivationKind.Tanh,
        ["sigmoid"] = ActivationKind.Sigmoid,
        ["softplus"] = ActivationKind.Softplus,
        ["silu"] = ActivationKind.Silu,
        ["gelu"] = ActivationKind.Gelu,
        ["gelu_tanh"] = ActivationKind.GeluTanh,
    };

    public static IReadOnlyCollection<string> All => Kinds.Keys;

    public static bool TryParse(string name, out ActivationKind kind) => Kinds.TryGetValue(name, out kind);

    public static string FileName(this ActivationKind kind) => Kinds.First(pair => pair.Value == kind).Key;
}
