using System.Text.Json.Nodes;
using VaeOnnx.Inference;
using VaeOnnx.Training.Objectives;
using static TorchSharp.torch;

namespace VaeOnnx.Training.Models;

/// <summary>
/// Convolutions that halve the picture, each with a batch norm, then linear layers; and the mirrored decoder. A picture is
/// [channels, height, width], flat outside of the model. The label of a conditional model, one-hot, is further channels of the
/// encoder's picture, each of one value, and follows z.
/// </summary>
public sealed class ConvVae : VaeModel
{
    private const int Kernel = 4, Stride = 2, Padding = 1;
    private const double Epsilon = 1e-5, Momentum = 0.1;

    private readonly long[] image;
    private readonly long[] smallest;
    private readonly HiddenActivation activation;
    private readonly List<string> encoderConvs, encoderHidden, decoderHidden, decoderConvs, heads;
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly Tensor statistics;

    /// <param name="image">[channels, height, width]; both sides can be halved by every convolution.</param>
    /// <param name="options">The channels of the convolutions, the widths of the linear layers, the activation and the likelihood.</param>
    /// <param name="classes">Number of labels of a conditional model.</param>
    /// <exception cref="VaeOnnxException"><see cref="ErrorKind.Usage"/>: the picture cannot be halved so often.</exception>
    public ConvVae(IReadOnlyList<long> image, TrainingOptions options, int classes = 0)
    {
        using var noGrad = no_grad(); // Views of parameters are no part of any graph.
        (this.image, activation, Latent, Classes) = ([.. image], options.Activation, options.Latent, classes);
        int convolutions = options.Channels.Count, halved = 1 << convolutions;
        if (image[1] % halved != 0 || image[2] % halved != 0)
            throw new VaeOnnxException(ErrorKind.Usage, $"channels: {convolutions} convolutions halve a picture as often, and {image[1]} × {image[2]} is not divisible by {halved}.");
        Likelihood = DecoderLikelihood.Of(options);
        smallest = [options.Channels[^1], image[1] / halved, image[2] / halved];
        InputSize = checked((int)(image[0] * image[1] * image[2]));
        int flat = checked((int)(smallest[0] * smallest[1] * smallest[2]));

        List<(string Name, long[] Shape)> shapes = [];
        encoderConvs = Names("encoder.conv", convolutions);
        encoderHidden = Names("encoder.hidden", options.Hidden.Count);
        decoderHidden = Names("decoder.hidden", options.Hidden.Count + 1);
        decoderConvs = Names("decoder.conv", convolutions - 1);
        heads = Likelihood is BernoulliLikelihood ? ["decoder.logits"] : Likelihood.Heads == 2 ? ["decoder.recon", "decoder.recon_logvar"] : ["decoder.recon"];

        long[] channels = [image[0], .. options.Channels.Select(count => (long)count)];
        for (int i = 0; i < convolutions; i++) Convolution(encoderConvs[i], channels[i + 1], i == 0 ? image[0] + classes : channels[i], channels[i + 1]);
        int[] widths = [flat, .. options.Hidden];
        for (int i = 1; i < widths.Length; i++) Linear(encoderHidden[i - 1], widths[i], widths[i - 1]);
        Linear("encoder.mean", Latent, widths[^1]);
        Linear("encoder.logvar", Latent, widths[^1]);
        int[] back = [Latent + classes, .. widths.Reverse()];
        for (int i = 1; i < back.Length; i++) Linear(decoderHidden[i - 1], back[i], back[i - 1]);
        for (int i = 0; i < convolutions - 1; i++) Convolution(decoderConvs[i], channels[^(i + 1)], channels[^(i + 2)], channels[^(i + 2)]);
        foreach (var head in heads) WithBias(head, [channels[1], image[0], Kernel, Kernel], image[0]);

        Parameters = new ParameterBuffer([.. shapes.Select(shape => shape.Shape)]);
        for (int i = 0; i < shapes.Count; i++) tensors[shapes[i].Name] = Parameters.Parameters[i];
        var norms = encoderConvs.Concat(decoderConvs).Select(Norm).ToList();
        statistics = zeros(norms.Sum(norm => 2 * tensors[$"{norm}.weight"].shape[0])).DetachFromDisposeScope();
        long at = 0;
        foreach (var norm in norms)
        {
            long count = tensors[$"{norm}.weight"].shape[0];
            tensors[$"{norm}.weight"].fill_(1);
            tensors[$"{norm}.running_mean"] = statistics.narrow(0, at, count).DetachFromDisposeScope();
            tensors[$"{norm}.running_var"] = statistics.narrow(0, at + count, count).fill_(1).DetachFromDisposeScope();
            at += 2 * count;
        }

        Layers = [.. shapes.Where(shape => shape.Shape.Length > 1).Select(shape => shape.Name[..^".weight".Length])
            .Select(name => (name, tensors[$"{name}.weight"], tensors.GetValueOrDefault($"{name}.bias")))];
        Tensors = [.. tensors.Select(pair => new NamedTensor(pair.Key, pair.Value))];

        void Convolution(string name, long first, long second, long outputs)
        {
            shapes.Add(($"{name}.weight", [first, second, Kernel, Kernel])); // The norm has the bias.
            shapes.Add(($"{Norm(name)}.weight", [outputs]));
            shapes.Add(($"{Norm(name)}.bias", [outputs]));
        }

        void Linear(string name, long outputs, long inputs) => WithBias(name, [outputs, inputs], outputs);

        void WithBias(string name, long[] weight, long outputs)
        {
            shapes.Add(($"{name}.weight", weight));
            shapes.Add(($"{name}.bias", [outputs]));
        }
    }

    /// <inheritdoc/>
    public override int InputSize { get; }

    /// <inheritdoc/>
    public override int Latent { get; }

    /// <inheritdoc/>
    public override int Classes { get; }

    /// <inheritdoc/>
    public override DecoderLikelihood Likelihood { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<NamedTensor> Tensors { get; }

    internal override ParameterBuffer Parameters { get; }

    internal override Span<float> Statistics => ParameterBuffer.Elements(statistics);

    internal override IReadOnlyList<(string Name, Tensor Weight, Tensor? Bias)> Layers { get; }

    /// <inheritdoc/>
    public override (Tensor Mean, Tensor LogVar) Encode(Tensor x)
    {
        x = Classes > 0 ? WithLabels(x) : x.reshape([-1, .. image]);
        foreach (var name in encoderConvs)
            x = Activate(BatchNorm(name, nn.functional.conv2d(x, tensors[$"{name}.weight"], strides: [Stride, Stride], padding: [Padding, Padding])));
        x = encoderHidden.Aggregate(x.flatten(1), (value, name) => Activate(Linear(name, value)));
        return (Linear("encoder.mean", x), Linear("encoder.logvar", x));
    }

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z)
    {
        var x = decoderHidden.Aggregate(z.reshape(-1, Latent + Classes), (value, name) => Activate(Linear(name, value)));
        x = x.reshape([-1, .. smallest]);
        foreach (var name in decoderConvs) x = Activate(BatchNorm(name, Transposed(name, x, null)));
        var outputs = heads.Select(name => image[0] == 1 ? OneChannel(name, x) : Transposed(name, x, tensors[$"{name}.bias"]).flatten(1)); // [L · N, input]
        return cat([.. outputs], -1).reshape([.. z.shape[..^1], heads.Count * InputSize]);
    }

    internal override (JsonObject Encoder, JsonObject Decoder) Describe()
    {
        string function = activation.ToString().ToLowerInvariant();
        var decoder = new JsonObject
        {
            ["layers"] = new JsonArray([.. Label(), .. decoderHidden.Select(Hidden), new JsonObject { ["reshape"] = Sizes(smallest) }, .. decoderConvs.SelectMany(name => Normed("conv_transpose", name))]),
        };
        LikelihoodDescription.Add(decoder, Likelihood, [.. heads.Select(name => Conv("conv_transpose", name))]);
        return (
            new()
            {
                ["layers"] = new JsonArray([.. Label(), .. encoderConvs.SelectMany(name => Normed("conv", name)), new JsonObject { ["flatten"] = true }, .. encoderHidden.Select(Hidden)]),
                ["mean"] = new JsonObject { ["linear"] = "encoder.mean" },
                ["logvar"] = new JsonObject { ["linear"] = "encoder.logvar" },
            },
            decoder);

        JsonObject[] Label() => Classes > 0 ? [new() { ["label"] = "append" }] : [];

        JsonObject Hidden(string name) => new() { ["linear"] = name, ["activation"] = function };

        JsonObject Conv(string kind, string name) => new() { [kind] = name, ["stride"] = Stride, ["padding"] = Padding };

        JsonObject[] Normed(string kind, string name)
        {
            var conv = Conv(kind, name);
            conv["bias"] = false;
            return [conv, new() { ["batch_norm"] = Norm(name), ["activation"] = function }];
        }
    }

    internal override JsonArray DescribeInput() => Sizes(image);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (var tensor in tensors.Values) tensor.Dispose();
        statistics.Dispose();
        Parameters.Dispose();
    }

    private static JsonArray Sizes(long[] sizes) => [.. sizes.Select(size => JsonValue.Create(size))];

    private static List<string> Names(string name, int count) => [.. Enumerable.Range(0, count).Select(i => $"{name}.{i}")];

    private static string Norm(string convolution) => convolution.Replace(".conv.", ".norm.", StringComparison.Ordinal);

    /// <param name="x">[N, input + classes]</param>
    /// <returns>[N, channels + classes, height, width]</returns>
    private Tensor WithLabels(Tensor x)
    {
        var planes = x.narrow(1, InputSize, Classes).reshape(-1, Classes, 1, 1).expand(-1, -1, image[1], image[2]);
        return cat([x.narrow(1, 0, InputSize).reshape([-1, .. image]), planes], 1);
    }

    private Tensor Linear(string name, Tensor x) => nn.functional.linear(x, tensors[$"{name}.weight"], tensors[$"{name}.bias"]);

    private Tensor Transposed(string name, Tensor x, Tensor? bias) =>
        nn.functional.conv_transpose2d(x, tensors[$"{name}.weight"], bias, strides: [Stride, Stride], padding: [Padding, Padding]);

    /// <summary>
    /// The transposed convolution to one channel as what it is: a product for each kernel's place, added up where kernels overlap. libtorch's
    /// own takes half as long again.
    /// </summary>
    /// <param name="name">Of the layer.</param>
    /// <param name="x">[N, channels, height, width]</param>
    /// <returns>[N, input]</returns>
    private Tensor OneChannel(string name, Tensor x)
    {
        var places = x.flatten(2).transpose(1, 2).matmul(tensors[$"{name}.weight"].flatten(1)); // [N, height · width, Kernel · Kernel]
        var sums = nn.functional.fold(places.transpose(1, 2), (image[1], image[2]), (Kernel, Kernel), padding: (Padding, Padding), stride: (Stride, Stride));
        return (sums + tensors[$"{name}.bias"]).flatten(1);
    }

    /// <summary>By the batch while the model trains, which moves the running statistics; else by these.</summary>
    private Tensor BatchNorm(string convolution, Tensor x)
    {
        string name = Norm(convolution);
        return nn.functional.batch_norm(
            x, tensors[$"{name}.running_mean"], tensors[$"{name}.running_var"], tensors[$"{name}.weight"], tensors[$"{name}.bias"], Training, Momentum, Epsilon);
    }

    private Tensor Activate(Tensor x) => activation.Of(x);
}
