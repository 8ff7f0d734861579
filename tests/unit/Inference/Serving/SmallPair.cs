using Google.Protobuf;
using VaeOnnx.Export.Graphs;
using VaeOnnx.Inference;
using VaeOnnx.Tests.Unit.Export.Verification;

namespace VaeOnnx.Tests.Unit.Inference.Serving;

/// <summary>Hand-made pairs of 6 numbers and 2 latents, of the kinds that the reference cases do not have.</summary>
internal static class SmallPair
{
    public const int Length = 6;
    public const int Latents = 2;

    public static VaeMetadata Metadata { get; } = Inference.Metadata.Encoder with
    {
        InputShape = [Length], OutputShape = [Length], LatentShape = [Latents], ImageShape = null,
    };

    /// <summary>mean = W x (+ a row of its own for each label), logvar = V x. Without metadata unless they are given.</summary>
    public static byte[] Encoder(VaeMetadata? metadata = null, bool conditional = false, string mean = "mean", string spread = "logvar")
    {
        var graph = Linear(new TestGraph("x", Length), "x", conditional ? "unlabelled" : mean, Latents, Length, seed: 1);
        Linear(graph, "x", spread, Latents, Length, seed: 2);
        if (conditional)
            AddLabel(graph, "unlabelled", mean, Latents);
        return Bytes(graph.Output(mean, Latents).Output(spread, Latents), conditional, metadata);
    }

    /// <summary>recon = U z (+ a row of its own for each label), perhaps with a learned log-variance.</summary>
    public static byte[] Decoder(VaeMetadata? metadata = null, bool conditional = false, bool learnedVariance = false)
    {
        var graph = Linear(new TestGraph("z", Latents), "z", conditional ? "unlabelled" : "recon", Length, Latents, seed: 3);
        if (conditional)
            AddLabel(graph, "unlabelled", "recon", Length);
        graph.Output("recon", Length);
        if (learnedVariance)
            Linear(graph, "z", "recon_logvar", Length, Latents, seed: 4).Output("recon_logvar", Length);
        return Bytes(graph, conditional, metadata is null ? null : metadata with { Role = GraphRole.Decoder });
    }

    /// <summary>A weight of a layer, as the graphs have it: [outer, inner].</summary>
    public static float[] Weight(int outer, int inner, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, outer * inner).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static TestGraph Linear(TestGraph graph, string input, string output, int outer, int inner, int seed) =>
        graph.Linear(input, output, outer, inner, Weight(outer, inner, seed), bias: null);

    // Label k adds k + 1 to every number.
    private static void AddLabel(TestGraph graph, string input, string output, int length) => graph
        .Constant(output + ".table", [3, length], [.. Enumerable.Range(0, 3 * length).Select(i => 1f + (i / length))])
        .Node("Gather", [output + ".table", "y"], [output + ".row"])
        .Node("Add", [input, output + ".row"], [output]);

    private static byte[] Bytes(TestGraph graph, bool conditional, VaeMetadata? metadata)
    {
        var model = graph.Build();
        if (conditional)
        {
            var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
            model.Graph.Input.Add(new ValueInfoProto
            {
                Name = "y",
                Type = new TypeProto { TensorType = new() { ElemType = (int)TensorProto.Types.DataType.Int64, Shape = shape } },
            });
        }

        foreach (var (key, value) in metadata?.ToEntries() ?? [])
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model.ToByteArray();
    }
}
