using System.IO.Hashing;
using System.Security.Cryptography;
using Google.Protobuf;
using VaeOnnx.Data;
using VaeOnnx.Export.Checkpoints;
using VaeOnnx.Export.Families;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;

namespace VaeOnnx.Export;

/// <summary>The two graphs of a family, by the contract: names, symbolic N, log-variance, metadata.</summary>
internal sealed class ModelPair
{
    private const int IdDigits = 16;

    private readonly BuiltGraph encoder;
    private readonly BuiltGraph decoder;
    private readonly IReadOnlyList<(BuiltGraph Graph, GraphRole Role)> drawing;
    private readonly VaeMetadata metadata;

    private ModelPair(BuiltGraph encoder, BuiltGraph decoder, IReadOnlyList<(BuiltGraph Graph, GraphRole Role)> drawing, VaeMetadata metadata)
    {
        this.encoder = encoder;
        this.decoder = decoder;
        this.drawing = drawing;
        this.metadata = metadata;
    }

    /// <summary>Writes a file of external data; a second time for the same file, over its beginning.</summary>
    public delegate void WriteData(string file, Action<Stream> write);

    /// <summary>Encoder and decoder as messages, without metadata.</summary>
    public IReadOnlyList<BuiltGraph> Graphs => [encoder, decoder];

    /// <summary>Builds the graphs, and refuses heads that do not fit each other.</summary>
    /// <param name="family">What the tensors mean.</param>
    /// <param name="weights">The tensors.</param>
    /// <param name="opset">Version of the default operator set.</param>
    /// <param name="precision">What the graphs compute with.</param>
    /// <param name="externalAbove">How many bytes of weights a graph holds itself. Those that it does not are not read yet.</param>
    /// <param name="sampler">Whether the graphs that draw are built, too: in float32, and with all of their weights in themselves.</param>
    public static ModelPair Build(
        Family family,
        Weights weights,
        int opset,
        GraphPrecision precision = GraphPrecision.Fp32,
        long externalAbove = long.MaxValue,
        bool sampler = false)
    {
        var encoder = new GraphBuilder(weights, opset, precision);
        var x = encoder.Input(PairContract.Data, family.InputShape);
        if (family.Classes is { } labels) encoder.Label(labels);
        var posterior = family.Encode(encoder, x);
        EnsureSameShape(weights, "the heads of the encoder (mean and spread)", posterior.Mean, posterior.Spread.Value);
        encoder.Output(PairContract.Mean, posterior.Mean);
        encoder.Output(PairContract.LogVar, posterior.Spread.ToLogVar(encoder));

        var decoder = new GraphBuilder(weights, opset, precision);
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

        var encoderGraph = encoder.Build("encoder", Data(GraphRole.Encoder), externalAbove);
        var decoderGraph = decoder.Build("decoder", Data(GraphRole.Decoder), externalAbove);
        if (sampler && encoderGraph.External.Count + decoderGraph.External.Count > 0)
        {
            throw new VaeOnnxException(
                ErrorKind.Usage,
                $"{weights.Source}: the graphs of --sampler hold their weights themselves, and these are so many that they go into files beside the graphs: leave --sampler out.");
        }

        var metadata = new VaeMetadata
        {
            Role = GraphRole.Encoder,
            Pair = "",
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
            SourceSha256 = "",
            DType = precision.Word(),
            Verified = "",
        };
        return new(
            encoderGraph,
            decoderGraph,
            sampler ? [.. DrawingGraphs.Build(family, weights, opset, z.Shape)] : [],
            metadata);

        string? Data(GraphRole role) => externalAbove < 0 ? null : PairContract.DataFileName(role);
    }

    /// <summary>The graphs with the numbers of the checkpoint as they are, to be evaluated and never written.</summary>
    public static ModelPair Unrounded(Family family, Checkpoint checkpoint, int opset) =>
        Build(family, new Weights(checkpoint, stored: null), opset, GraphPrecision.Fp32, externalAbove: -1);

    /// <summary>Writes the external data and adds the metadata: encoder, decoder, and the graphs that draw, where they are asked for.</summary>
    /// <param name="writeData">Writes a file of external data.</param>
    /// <param name="dataFolder">Where those files are until the verification has ended.</param>
    /// <param name="weights">The tensors, all of which have been read in the end.</param>
    /// <param name="source">Hash of the checkpoint, while it is still being computed.</param>
    /// <param name="verified">The level of the verification to come.</param>
    /// <param name="cancellation">Ends it between two pieces of a tensor.</param>
    public IReadOnlyList<ExportedGraph> Finish(
        WriteData writeData, string dataFolder, Weights weights, Task<string> source, string verified, CancellationToken cancellation = default)
    {
        var pair = WriteTensors(writeData, cancellation);
        foreach (var (graph, role) in Roles().Where(graph => graph.Graph.External.Count > 0))
        {
            writeData(PairContract.DataFileName(role), file => file.Write(ExternalDataFile.Header(pair)));
        }

        var complete = metadata with
        {
            Pair = pair,
            SourceSha256 = source.GetAwaiter().GetResult(),
            RoundedFrom = weights.Loss.Any ? weights.Loss.From.PythonName() : null,
            Verified = verified,
        };
        return [.. Roles().Concat(drawing).Select(graph =>
            ExportedGraph.Serialise(graph.Graph.Model, complete with { Role = graph.Role }, graph.Graph.External.Count > 0 ? dataFolder : null))];
    }

    private (BuiltGraph Graph, GraphRole Role)[] Roles() => [(encoder, GraphRole.Encoder), (decoder, GraphRole.Decoder)];

    /// <summary>
    /// Streams the external tensors into their files, and gives one id for both graphs, from their nodes and weights, wherever
    /// those lie: 16 hexadecimal digits of a SHA-256. A tensor goes into it by a checksum that is as quick as memory: the id tells
    /// exports apart, and protects from nobody.
    /// </summary>
    private string WriteTensors(WriteData writeData, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (graph, role) in Roles())
        {
            if (graph.External.Count == 0) AppendTensors(graph, hash, Stream.Null, cancellation);
            else writeData(PairContract.DataFileName(role), file => AppendTensors(graph, hash, file, cancellation));

            var structure = graph.Model.Graph.Clone();
            structure.Initializer.Clear();
            hash.AppendData(structure.ToByteArray());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..IdDigits];
    }

    private static void AppendTensors(BuiltGraph graph, IncrementalHash hash, Stream file, CancellationToken cancellation)
    {
        var external = graph.External.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var checksum = new XxHash128();
        foreach (var initializer in graph.Model.Graph.Initializer)
        {
            if (external.TryGetValue(initializer.Name, out var tensor))
            {
                file.Seek(tensor.Offset, SeekOrigin.Begin);
                foreach (var piece in tensor.Weight.Pieces())
                {
                    cancellation.ThrowIfCancellationRequested();
                    checksum.Append(piece.Span);
                    file.Write(piece.Span);
                }
            }
            else
            {
                checksum.Append(initializer.RawData.Span);
            }

            hash.AppendData(checksum.GetHashAndReset());
        }
    }

    private static void EnsureSameShape(Weights weights, string what, GraphValue first, GraphValue second)
    {
        if (first.Shape.SequenceEqual(second.Shape)) return;
        throw new VaeOnnxException(
            ErrorKind.Input,
            $"{weights.Source}: {what} differ in shape: {Text.Printable(first.Name)} gives {first}, {Text.Printable(second.Name)} gives {second}.");
    }
}
