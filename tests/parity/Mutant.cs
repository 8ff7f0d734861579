using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Tests.Parity;

/// <summary>A pair of graphs that is wrong in one way, as a defect of an exporter or a damaged file would make it.</summary>
/// <param name="Kind">The kind of defect.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Encoder">The encoder.</param>
/// <param name="Decoder">The decoder.</param>
internal sealed record Mutant(string Kind, string Place, ModelProto Encoder, ModelProto Decoder)
{
    /// <summary>Every mutant of a pair; of single numbers, a sample of a seed.</summary>
    public static IEnumerable<Mutant> Of(ModelProto encoder, ModelProto decoder, int numbers, int seed)
    {
        var random = new Random(seed);
        foreach (var graph in new[] { encoder, decoder })
        {
            Mutant With(string kind, string place, ModelProto mutated) =>
                ReferenceEquals(graph, encoder) ? new(kind, place, mutated, decoder) : new(kind, place, encoder, mutated);

            foreach (var tensor in graph.Graph.Initializer.Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float))
            {
                bool matrix = tensor.Dims.Count is 2 or 4;
                if (tensor.Dims.Count == 0) continue;
                for (int i = 0; i < numbers; i++)
                {
                    int element = random.Next(tensor.RawData.Length / sizeof(float));
                    yield return With(
                        matrix ? "a weight off by 1 in 10,000" : "a bias off by 1 in 1,000",
                        $"{tensor.Name}[{element}]",
                        Changed(graph, tensor.Name, values => values[element] *= matrix ? 1.0001f : 1.001f));
                }

                if (!matrix) yield return With("a bias dropped", tensor.Name, Changed(graph, tensor.Name, values => values.Clear()));
                if (matrix && tensor.Dims[0] == tensor.Dims[1])
                {
                    int pair = (int)tensor.Dims.Skip(2).Aggregate(1L, (product, size) => product * size);
                    yield return With("a square kernel transposed", tensor.Name, Changed(graph, tensor.Name, values => Transpose(values, (int)tensor.Dims[0], pair)));
                }

                if (tensor.Dims.Count == 4 && tensor.Dims[2] > 1)
                {
                    int size = (int)tensor.Dims[2];
                    yield return With("rows and columns of a kernel swapped", tensor.Name, Changed(graph, tensor.Name, values =>
                    {
                        for (int at = 0; at < values.Length; at += size * size) Transpose(values.Slice(at, size * size), size);
                    }));
                    yield return With("a kernel turned by half a turn", tensor.Name, Changed(graph, tensor.Name, values =>
                    {
                        for (int at = 0; at < values.Length; at += size * size) values.Slice(at, size * size).Reverse();
                    }));
                }
            }

            for (int i = 0; i < graph.Graph.Node.Count; i++)
            {
                var node = graph.Graph.Node[i];
                int at = i;
                if (node.OpType == "BatchNormalization")
                {
                    yield return With("a hundred times the epsilon", node.Name, WithAttribute(graph, at, "epsilon", epsilon => epsilon.F *= 100));
                }

                // The same size, and every pixel one place off.
                if (node.OpType is "Conv" or "ConvTranspose" && node.Attribute.Single(attribute => attribute.Name == "pads").Ints.Any(pad => pad > 0))
                {
                    yield return With("a padding at the other side", node.Name, WithAttribute(graph, at, "pads", pads =>
                    {
                        for (int axis = 0; axis < 2; axis++)
                        {
                            var (begin, end) = (pads.Ints[axis], pads.Ints[axis + 2]);
                            (pads.Ints[axis], pads.Ints[axis + 2]) = begin == end ? (begin - 1, end + 1) : (end, begin);
                        }
                    }));
                }

                if (node.OpType == "Concat")
                {
                    var swapped = graph.Clone();
                    var inputs = swapped.Graph.Node[i].Input;
                    (inputs[0], inputs[1]) = (inputs[1], inputs[0]);
                    yield return With("a label on the other side", node.Name, swapped);
                }
            }
        }

        yield return new("heads swapped", "mean, logvar", Renamed(encoder, "mean", "logvar"), decoder);
        yield return new("logvar taken as the standard deviation", "logvar", AsStandardDeviation(encoder), decoder);
        if (decoder.Graph.Node.Any(node => node.OpType == "Sigmoid" && node.Output[0] == "recon"))
        {
            yield return new("sigmoid missing", "recon", encoder, Edited(decoder, node => node.OpType == "Sigmoid" && node.Output[0] == "recon", "Identity"));
        }

        foreach (var activation in encoder.Graph.Node.Where(node => node.OpType is "Relu" or "Tanh" or "Softplus" or "LeakyRelu").Take(1))
        {
            var other = activation.OpType == "Relu" ? "Tanh" : "Relu";
            yield return new($"{activation.OpType} taken for {other}", activation.Output[0], Edited(encoder, node => node.Output[0] == activation.Output[0], other), decoder);
        }
    }

    private delegate void Change(Span<float> values);

    private static ModelProto Changed(ModelProto model, string tensor, Change change)
    {
        var mutated = model.Clone();
        var target = mutated.Graph.Initializer.Single(candidate => candidate.Name == tensor);
        var bytes = target.RawData.ToByteArray();
        change(MemoryMarshal.Cast<byte, float>(bytes.AsSpan()));
        target.RawData = ByteString.CopyFrom(bytes);
        return mutated;
    }

    private static ModelProto WithAttribute(ModelProto model, int node, string name, Action<AttributeProto> change)
    {
        var mutated = model.Clone();
        change(mutated.Graph.Node[node].Attribute.Single(attribute => attribute.Name == name));
        return mutated;
    }

    /// <summary>[size, size, …] with its first two axes swapped; <paramref name="each"/> numbers lie under each pair of them.</summary>
    private static void Transpose(Span<float> values, int size, int each = 1)
    {
        for (int row = 0; row < size; row++)
        {
            for (int column = row + 1; column < size; column++)
            {
                for (int i = 0; i < each; i++)
                {
                    int here = (((row * size) + column) * each) + i, there = (((column * size) + row) * each) + i;
                    (values[here], values[there]) = (values[there], values[here]);
                }
            }
        }
    }

    /// <summary>The nodes that give two outputs give each other's.</summary>
    private static ModelProto Renamed(ModelProto model, string one, string other)
    {
        var mutated = model.Clone();
        foreach (var node in mutated.Graph.Node)
        {
            for (int i = 0; i < node.Output.Count; i++) node.Output[i] = node.Output[i] == one ? other : node.Output[i] == other ? one : node.Output[i];
        }

        return mutated;
    }

    private static ModelProto Edited(ModelProto model, Predicate<NodeProto> which, string op)
    {
        var mutated = model.Clone();
        var target = mutated.Graph.Node.First(node => which(node));
        target.OpType = op;
        target.Attribute.Clear();
        return mutated;
    }

    /// <summary>What should be log σ² is treated as if it were σ: its logarithm, twice, leaves the graph.</summary>
    private static ModelProto AsStandardDeviation(ModelProto model)
    {
        var mutated = model.Clone();
        var head = mutated.Graph.Node.First(node => node.Output.Contains("logvar"));
        head.Output[head.Output.IndexOf("logvar")] = "mutant_head";
        head.Name = "mutant_head";
        mutated.Graph.Node.Add(new NodeProto { OpType = "Mul", Name = "square", Input = { "mutant_head", "mutant_head" }, Output = { "square" } });
        mutated.Graph.Node.Add(new NodeProto { OpType = "Log", Name = "logvar", Input = { "square" }, Output = { "logvar" } });
        return mutated;
    }
}
