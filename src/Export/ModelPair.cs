using System.Security.Cryptography;
using Google.Protobuf;
using VaeOnnx.Export.Families;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export;

/// <summary>The two graphs of a family, by the contract: names, symbolic N, log-variance, metadata.</summary>
internal sealed class ModelPair
{
    private ModelPair(ExportedGraph encoder, ExportedGraph decoder, IReadOnlyList<ExportedGraph> drawing)
    {
        Encoder = encoder;
        Decoder = decoder;
        Drawing = drawing;
    }

    public ExportedGraph Encoder { get; }

    public ExportedGraph Decoder { get; }

    /// <summary>The graphs that draw from a key, where they are asked for.</summary>
    public IReadOnlyList<ExportedGraph> Drawing { get; }

    /// <summary>Builds the graphs, and refuses heads that do not fit each other.</summary>
    /// <param name="family">What the tensors mean.</param>
    /// <param name="weights">The tensors.</param>
    /// <param name="opset">Version of the default operator set.</param>
    /// <param name="source">Hash of the checkpoint, while it is still being computed.</param>
    /// <param name="verified">The level of the verification to come.</param>
    /// <param name="sampler">Whether the graphs that draw are built, too.</param>
    public static ModelPair Build(Family family, Weights weights, int opset, Task<string> source, string verified, bool sampler = false)
    {
        var encoder = new GraphBuilder(weights, opset);
        var x = encoder.Input(PairContract.Data, family.InputShape);
        if (family.Classes is { } labels) encoder.Label(labels);
        var posterior = family.Encode(encoder, x);
        EnsureSameShape(weights, "the heads of the encoder (mean and spread)", posterior.Mean, posterior.Spread.Value);
        encoder.Output(PairContract.Mean, posterior.Mean);
        encoder.Output(PairContract.LogVar, posterior.Spread.ToLogVar(encoder));

        var decoder = new GraphBuilder(weights, opset);
        var z = decoder.Input(PairContract.Latent, posterior.Mean.Shape);
        if (family.Classes is { } classes) decoder.Label(classes);
        var reconstruction = family.Decode(decoder, z);
        var recon = reconstruction.Recon(decoder);
        if (reconstruction.Logits is { } logits) decoder.Output(PairContract.Logits, logits);
        decoder.Output(PairContract.Recon, recon);
        if (reconstruction.Spread is { } spread)
        {
            EnsureSameShape(weights, "the heads of the decoder (values and spread)", recon, spread.Value);
            decoder.Output(PairContract.ReconLogVar, spread.ToLogVar(decoder));
        }

        var (encoderModel, decoderModel) = (encoder.Build("encoder"), decoder.Build("decoder"));
        var metadata = new VaeMetadata
        {
            Role = GraphRole.Encoder,
            Pair = Id(encoderModel, decoderModel),
            Family = family.Name,
            InputShape = x.Shape,
            LatentShape = z.Shape,
            OutputShape = recon.Shape,
            ImageShape = family.ImageShape,
            InputRange = family.InputRange,
            Likelihood = reconstruction.Likelihood,
            ReconVariance = reconstruction.Variance,
            Head = posterior.Spread.Head,
            Classes = family.Classes,
            Source = Path.GetFileName(weights.Source),
            SourceSha256 = source.GetAwaiter().GetResult(),
            DType = "fp32",
            Verified = verified,
        };
        return new(
            ExportedGraph.Serialise(encoderModel, metadata),
            ExportedGraph.Serialise(decoderModel, metadata with { Role = GraphRole.Decoder }),
            sampler ? [.. DrawingGraphs.Build(family, weights, opset, z.Shape, metadata)] : []);
    }

    /// <summary>One id for both graphs, from their nodes and weights: 16 hexadecimal digits of a SHA-256.</summary>
    private static string Id(params ReadOnlySpan<ModelProto> models)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var model in models)
        {
            foreach (var initializer in model.Graph.Initializer) hash.AppendData(initializer.RawData.Span);
            var structure = model.Graph.Clone();
            structure.Initializer.Clear();
            hash.AppendData(structure.ToByteArray());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static void EnsureSameShape(Weights weights, string what, GraphValue first, GraphValue second)
    {
        if (first.Shape.SequenceEqual(second.Shape)) return;
        throw new VaeOnnxException(
            ErrorKind.Input,
            $"{weights.Source}: {what} differ in shape: {Text.Printable(first.Name)} gives {first}, {Text.Printable(second.Name)} gives {second}.");
    }
}
