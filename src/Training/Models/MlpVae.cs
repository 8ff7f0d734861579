using System.Text.Json.Nodes;
using VaeOnnx.Training.Objectives;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>An MLP encoder and the mirrored decoder.</summary>
public sealed class MlpVae : VaeModel
{
    private readonly LayerNames names;

    /// <param name="inputSize">Numbers in a datum.</param>
    /// <param name="hidden">Widths of the encoder's hidden layers; the decoder has them in reverse.</param>
    /// <param name="latent">Number of latent dimensions.</param>
    /// <param name="activation">The function after each hidden layer.</param>
    /// <param name="family">The family whose names the checkpoint takes.</param>
    /// <param name="likelihood">p(x|z); Bernoulli where it is left out.</param>
    /// <param name="classes">Number of labels of a conditional model, whose one-hot label follows x and z.</param>
    public MlpVae(int inputSize, IReadOnlyList<int> hidden, int latent, HiddenActivation activation, string family = "mlp", DecoderLikelihood? likelihood = null, int classes = 0)
    {
        using var noGrad = no_grad(); // Views of parameters are no part of any graph.
        (InputSize, Latent, Activation, Classes) = (inputSize, latent, activation, classes);
        Likelihood = likelihood ?? new BernoulliLikelihood();
        names = LayerNames.Of(family, hidden.Count, Likelihood);
        // Mean and log-variance are the halves of one product: [2 latent, hidden].
        int[] encoder = [inputSize + classes, .. hidden, 2 * latent], decoder = [latent + classes, .. hidden.Reverse(), Likelihood.Heads * inputSize];
        var shapes = Shapes(encoder).Concat(Shapes(decoder)).ToList();
        Parameters = new ParameterBuffer(shapes);
        var layers = Enumerable.Range(0, shapes.Count / 2).Select(Layer).ToList();
        EncoderHidden = layers[..hidden.Count];
        Heads = layers[hidden.Count];
        DecoderHidden = layers[(hidden.Count + 1)..^1];
        Output = layers[^1];
        Layers = [.. NamedLayers()];
        Tensors = [.. Layers.SelectMany(layer => new NamedTensor[]
        {
            new($"{layer.Name}.{(names.Flax ? "kernel" : "weight")}", layer.Weight, names.Flax),
            new($"{layer.Name}.bias", layer.Bias!),
        })];
    }

    /// <inheritdoc/>
    public override int InputSize { get; }

    /// <inheritdoc/>
    public override int Latent { get; }

    /// <summary>The function after each hidden layer.</summary>
    public HiddenActivation Activation { get; }

    /// <inheritdoc/>
    public override int Classes { get; }

    /// <inheritdoc/>
    public override DecoderLikelihood Likelihood { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Tensors { get; }

    internal override ParameterBuffer Parameters { get; }

    internal IReadOnlyList<LinearLayer> EncoderHidden { get; }

    /// <summary>Mean, then log-variance: [2 latent, hidden].</summary>
    internal LinearLayer Heads { get; }

    internal IReadOnlyList<LinearLayer> DecoderHidden { get; }

    /// <summary>The heads of <see cref="Likelihood"/>, one after the other: [heads · input, hidden].</summary>
    internal LinearLayer Output { get; }

    /// <summary>The layers in the order in which the published programs make them, the two heads apart.</summary>
    internal override IReadOnlyList<(string Name, Tensor Weight, Tensor? Bias)> Layers { get; }

    /// <inheritdoc/>
    public override (Tensor Mean, Tensor LogVar) Encode(Tensor x)
    {
        var heads = Heads.Apply(Hidden(x, EncoderHidden)); // [N, 2 latent]
        return (heads.narrow(-1, 0, Latent), heads.narrow(-1, Latent, Latent));
    }

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z) => Output.Apply(Hidden(z, DecoderHidden));

    internal override IEnumerable<(string Name, Tensor Values)> Activations(Tensor x, Tensor eps)
    {
        foreach (var layer in HiddenActivations(x, names.EncoderHidden, EncoderHidden)) yield return layer;
        var (mean, logvar) = Encode(x);
        yield return (names.Mean, mean);
        yield return (names.LogVar, logvar);
        var z = Elbo.Draw(mean, logvar, eps);
        yield return ("z", z);
        foreach (var layer in HiddenActivations(z, names.DecoderHidden, DecoderHidden)) yield return layer;
        yield return (names.Output[0], Decode(z));
    }

    internal override (JsonObject Encoder, JsonObject Decoder) Describe()
    {
        string activation = Activation.ToString().ToLowerInvariant();
        var decoder = new JsonObject { ["layers"] = Hidden(names.DecoderHidden) };
        LikelihoodDescription.Add(decoder, Likelihood, [.. names.Output.Select(Linear)]);
        return (new() { ["layers"] = Hidden(names.EncoderHidden), ["mean"] = Linear(names.Mean), ["logvar"] = Linear(names.LogVar) }, decoder);

        JsonArray Hidden(IReadOnlyList<string> layers) =>
            [.. Label(), .. layers.Select(layer => new JsonObject { ["linear"] = layer, ["activation"] = activation })];

        JsonObject[] Label() => Classes > 0 ? [new() { ["label"] = "append" }] : [];

        static JsonObject Linear(string layer) => new() { ["linear"] = layer };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var tensor in Tensors.Select(named => named.Tensor)) tensor.Dispose();
        Parameters.Dispose();
    }

    private IEnumerable<(string Name, Tensor Values)> HiddenActivations(Tensor x, IReadOnlyList<string> names, IReadOnlyList<LinearLayer> layers)
    {
        for (int i = 0; i < layers.Count; i++)
            yield return (names[i], x = Activate(layers[i].Apply(x)));
    }

    private Tensor Hidden(Tensor x, IEnumerable<LinearLayer> layers) => layers.Aggregate(x, (value, layer) => Activate(layer.Apply(value)));

    private Tensor Activate(Tensor x) => Activation.Of(x);

    private static IEnumerable<long[]> Shapes(int[] widths) =>
        Enumerable.Range(1, widths.Length - 1).SelectMany(i => new long[][] { [widths[i], widths[i - 1]], [widths[i]] });

    private LinearLayer Layer(int index) => new(Parameters.Parameters[2 * index], Parameters.Parameters[(2 * index) + 1]);

    private IEnumerable<(string Name, Tensor Weight, Tensor? Bias)> NamedLayers()
    {
        foreach (var (name, layer) in names.EncoderHidden.Zip(EncoderHidden)) yield return (name, layer.Weight, layer.Bias);
        yield return (names.Mean, Heads.Weight.narrow(0, 0, Latent), Heads.Bias.narrow(0, 0, Latent));
        yield return (names.LogVar, Heads.Weight.narrow(0, Latent, Latent), Heads.Bias.narrow(0, Latent, Latent));
        foreach (var (name, layer) in names.DecoderHidden.Zip(DecoderHidden)) yield return (name, layer.Weight, layer.Bias);
        for (int i = 0; i < names.Output.Count; i++)
            yield return (names.Output[i], Output.Weight.narrow(0, i * InputSize, InputSize), Output.Bias.narrow(0, i * InputSize, InputSize));
    }
}
