using Google.Protobuf;
using VaeOnnx.Export.Graphs;

namespace VaeOnnx.Bench.KernelErrors;

/// <summary>What is measured: every function of the evaluator, and the patterns that ONNX Runtime fuses.</summary>
internal static class Graphs
{
    private static readonly string[] Functions =
        ["Elu", "Erf", "Exp", "Gelu", "LeakyRelu", "Log", "Neg", "Relu", "Selu", "Sigmoid", "Softplus", "Sqrt", "Tanh"];

    public static IEnumerable<Graph> All() =>
    [
        .. Functions.Select(function => new Graph(function).Node(function, "x", "y")),
        new Graph("Gelu (tanh)").Node("Gelu", "x", "y", new AttributeProto
        {
            Name = "approximate", S = ByteString.CopyFromUtf8("tanh"), Type = AttributeProto.Types.AttributeType.String,
        }),
        new Graph("x·Sigmoid(x)").Node("Sigmoid", "x", "sigmoid").Node("Mul", "x sigmoid", "y"),
        GeluByErf(),
        GeluByTanh(),
        new Graph("Exp(x/2)").Constant("half", 0.5f).Node("Mul", "x half", "h").Node("Exp", "h", "y"),
    ];

    private static Graph GeluByErf() => new Graph("Gelu of five nodes")
        .Constant("root", 1.41421354f).Constant("one", 1).Constant("half", 0.5f)
        .Node("Div", "x root", "scaled").Node("Erf", "scaled", "erf").Node("Add", "erf one", "sum")
        .Node("Mul", "x sum", "product").Node("Mul", "product half", "y");

    private static Graph GeluByTanh() => new Graph("Gelu (tanh) of nine nodes")
        .Constant("cubic", 0.044715f).Constant("factor", 0.797884583f).Constant("one", 1).Constant("half", 0.5f)
        .Node("Mul", "x x", "square").Node("Mul", "square x", "cube").Node("Mul", "cube cubic", "term").Node("Add", "x term", "inner")
        .Node("Mul", "inner factor", "argument").Node("Tanh", "argument", "tanh").Node("Add", "tanh one", "sum")
        .Node("Mul", "x sum", "product").Node("Mul", "product half", "y");
}
