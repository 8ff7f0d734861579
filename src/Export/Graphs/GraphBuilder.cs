using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using VaeOnnx.Data;

namespace VaeOnnx.Export.Graphs;

/// <summary>
/// Grows one ONNX graph, layer by layer, in the order in which a family calls it. Weight layout, names, types and
/// node order are decided here, so that a family reads like the model it describes.
/// </summary>
internal sealed partial class GraphBuilder
{
    private readonly Weights weights;
    private readonly int opset;
    private readonly GraphPrecision precision;
    private readonly List<(string Name, GraphValue Value)> inputs = [];
    private readonly List<(string Name, GraphValue Value)> outputs = [];
    private readonly List<Node> nodes = [];
    private readonly List<Constant> constants = [];
    private readonly Dictionary<Weight, GraphValue> used = [];

    /// <param name="weights">The tensors of the checkpoint, in the type that the precision stores.</param>
    /// <param name="opset">Version of the default operator set.</param>
    /// <param name="precision">What the graph computes with.</param>
    public GraphBuilder(Weights weights, int opset, GraphPrecision precision = GraphPrecision.Fp32)
    {
        this.weights = weights;
        this.opset = opset;
        this.precision = precision;
    }

    private sealed record Node(string Operator, GraphValue[] Inputs, GraphValue[] Outputs, AttributeProto[] Attributes);

    private sealed record Constant(GraphValue Value, IReadOnlyList<long> Shape, ElementType Type, ByteString? Data, Weight? Weight)
    {
        public long ByteCount => Weight?.ByteCount ?? Data!.Length;
    }

    /// <summary>Declares an input of shape [N, …shape], float32 also where the graph computes in float16.</summary>
    public GraphValue Input(string name, IReadOnlyList<long> shape)
    {
        var value = new GraphValue(name, shape);
        inputs.Add((name, value));
        return precision == GraphPrecision.Fp16 ? Cast(value, $"{name}/fp16", ElementType.Float16) : value;
    }

    /// <summary>Declares an output. Its value takes the output's name: no node is spent on it, unless it has a name of that kind already.</summary>
    public void Output(string name, GraphValue value)
    {
        if (precision == GraphPrecision.Fp16) value = Cast(value, name, ElementType.Float32);
        bool taken = inputs.Exists(input => input.Value == value) || outputs.Exists(output => output.Value == value);
        outputs.Add((name, taken ? Emit("Identity", name, value.Shape, [value]) : value));
    }

    /// <summary>The linear layer that the checkpoint holds under a name: <c>fc1.weight</c> and <c>fc1.bias</c>, or <c>fc1/kernel</c> and <c>fc1/bias</c>.</summary>
    public GraphValue Linear(GraphValue x, string layer) => Linear(x, weights.Linear(layer));

    /// <summary>
    /// y = x Wᵀ + b, [N, in] → [N, out]. The kernel is stored as the checkpoint has it, [out, in] (torch) or [in, out]
    /// (Flax), and Gemm is told which.
    /// </summary>
    public GraphValue Linear(GraphValue x, LinearKeys layer)
    {
        x = Flatten(x); // [N, in]
        var kernel = weights.Kernel(layer, x.Count); // [out, in] or [in, out]
        long width = layer.Width(kernel.Shape);
        GraphValue[] operands = layer.Bias is null
            ? [x, Weight(kernel)]
            : [x, Weight(kernel), Weight(weights.Bias(layer, width))];
        AttributeProto[] attributes = layer.InputFirst ? [] : [Integer("transB", 1)];
        return Emit("Gemm", layer.Name, [width], operands, attributes); // [N, out]
    }

    /// <summary>[N, …] → [N, product of …].</summary>
    public GraphValue Flatten(GraphValue x) =>
        x.Shape.Count == 1 ? x : Emit("Flatten", $"{x.Name}/flatten", [x.Count], [x], [Integer("axis", 1)]);

    /// <summary>[N, …] → [N, …shape], in row-major order; N stays symbolic.</summary>
    public GraphValue Reshape(GraphValue x, IReadOnlyList<long> shape)
    {
        if (x.Shape.SequenceEqual(shape)) return x;
        // A size of 0 means: as in the input. It keeps N symbolic, where -1 would make shape inference lose it.
        var target = Integers($"{x.Name}/shape", [0, .. shape]);
        return Emit("Reshape", $"{x.Name}/reshape", shape, [x, target]);
    }

    /// <summary>[N, 2 · half, …] → two of [N, half, …].</summary>
    public (GraphValue First, GraphValue Second) Halves(GraphValue x)
    {
        long half = x.Shape[0] / 2;
        var sizes = Integers($"{x.Name}/halves", [half, half]);
        GraphValue first = new($"{x.Name}/first", [half, .. x.Shape.Skip(1)]), second = new($"{x.Name}/second", first.Shape);
        nodes.Add(new("Split", [x, sizes], [first, second], [Integer("axis", 1)]));
        return (first, second);
    }

    private GraphValue Emit(string op, string name, IReadOnlyList<long> shape, GraphValue[] inputs, params AttributeProto[] attributes)
    {
        var output = new GraphValue(name, shape);
        nodes.Add(new(op, inputs, [output], attributes));
        return output;
    }

    private GraphValue Weight(Weight weight)
    {
        if (used.TryGetValue(weight, out var existing)) return existing;

        var value = new GraphValue(weight.Name, weight.Shape);
        constants.Add(new(value, weight.Shape, weight.Type, Data: null, weight));
        return used[weight] = precision == GraphPrecision.Bf16Weights ? Cast(value, $"{weight.Name}/fp32", ElementType.Float32) : value;
    }

    /// <summary>A number of the model that the type of the arithmetic holds.</summary>
    private GraphValue Scalar(string name, float value)
    {
        var data = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(data, value);
        return precision == GraphPrecision.Fp16
            ? Add(name, [], ElementType.Float16, UnsafeByteOperations.UnsafeWrap(WeightConversion.To(ElementType.Float16, data, ElementType.Float32)))
            : Add(name, [], ElementType.Float32, UnsafeByteOperations.UnsafeWrap(data));
    }

    private GraphValue Integers(string name, ReadOnlySpan<long> values) =>
        Add(name, [values.Length], ElementType.Int64, ByteString.CopyFrom(MemoryMarshal.AsBytes(values)));

    private GraphValue Add(string name, IReadOnlyList<long> shape, ElementType type, ByteString data)
    {
        var value = new GraphValue(name, shape);
        constants.Add(new(value, shape, type, data, Weight: null));
        return value;
    }

    private GraphValue Cast(GraphValue x, string name, ElementType type) =>
        Emit("Cast", name, x.Shape, [x], Integer("to", (long)type.Onnx()));

    private static AttributeProto Integer(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    private static AttributeProto Integers(string name, params long[] values) =>
        new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    private static AttributeProto Real(string name, float value) =>
        new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };
}
